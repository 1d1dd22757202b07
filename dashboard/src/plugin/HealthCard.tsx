import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PluginDetail } from '../api/types';
import { Card } from '../parts/Card';
import { FactList } from '../parts/FactList';
import { LongText } from '../parts/LongText';
import { StateMark } from '../parts/StateMark';
import { usersOf } from './adds';
import classes from './HealthCard.module.css';
import type { Measured } from './useMeasured';

interface Props {
  plugin: PluginDetail;
  measured: Measured;
}

const tones = { up: 'ok', down: 'danger', unknown: 'quiet' } as const;

/** How it is: as it says itself, and as the node measures it. */
export function HealthCard({ plugin, measured }: Props) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const { health, threads, loopsReplaced } = plugin;
  const users = usersOf(plugin);
  const subscriptions = users.flatMap((name) => measured.of(name) ?? []);
  const rates = users.flatMap((name) => measured.rateOf(name) ?? []);
  const failed = sum(subscriptions.map((each) => each.failed));
  const open = sum(subscriptions.map((each) => each.open));
  return (
    <Card title={t('plugin.health')}>
      <FactList
        facts={[
          [
            t('plugin.says'),
            <div className={classes.words}>
              <StateMark tone={tones[health.status]} label={t(`plugin.isHealth.${health.status}`)} />
              {health.detail !== '' && (
                <div>
                  <LongText text={health.detail} title={t('plugin.says')} max={300} />
                </div>
              )}
            </div>,
          ],
          [t('plugin.rate'), rates.length > 0 ? number.format(sum(rates)) : '–'],
          [t('subscriptions.failed'), number.format(failed)],
          [
            t('subscriptions.open'),
            open === 0 ? (
              number.format(open)
            ) : (
              <Link
                to="/errors"
                search={users.length === 1 && users[0] !== undefined ? { subscription: users[0] } : {}}
                className={classes.open}
              >
                {number.format(open)}
              </Link>
            ),
          ],
          [t('plugin.threads'), number.format(threads)],
          [
            t('plugin.loops'),
            loopsReplaced === 0 ? (
              number.format(loopsReplaced)
            ) : (
              <>
                <span className={classes.warn}>{number.format(loopsReplaced)}</span>
                <div className={classes.why}>{t('plugin.loopsWhy')}</div>
              </>
            ),
          ],
        ]}
      />
    </Card>
  );
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

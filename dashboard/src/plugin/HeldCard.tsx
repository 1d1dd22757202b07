import { useTranslation } from 'react-i18next';
import type { PluginDetail } from '../api/types';
import { Ago } from '../parts/Ago';
import { Card } from '../parts/Card';
import { Foreign } from '../parts/Foreign';
import classes from './HeldCard.module.css';

const SHOWN = 5;

/** Versions that were unloaded and whose classes something holds, with what it is; nothing where there are none. */
export function HeldCard({ held }: { held: PluginDetail['held'] }) {
  const { t } = useTranslation();
  if (held.length === 0) {
    return null;
  }
  const shown = held.slice(-SHOWN).reverse();
  return (
    <Card title={t('plugin.held')}>
      <p className={classes.why}>{t('plugin.heldWhy')}</p>
      <ul className={classes.versions}>
        {shown.map(({ version, since, holders }, index) => (
          <li key={`${since} ${index}`}>
            <span className={classes.version}>
              <Foreign text={version} max={60} />
            </span>{' '}
            <Ago time={since} />
            <ul className={classes.holders}>
              {holders.map((holder) => (
                <li key={holder}>
                  <Foreign text={holder} max={300} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {held.length > SHOWN && (
        <p className={classes.why}>{t('plugin.heldMore', { count: held.length - SHOWN })}</p>
      )}
    </Card>
  );
}

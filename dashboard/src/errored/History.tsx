import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Ago } from '../parts/Ago';
import { Card } from '../parts/Card';
import { Foreign } from '../parts/Foreign';
import { historyOf } from './historyOf';
import classes from './Side.module.css';

/** What happened to it, the newest first: attempts, decisions and how they ended. */
export function History({ detail }: { detail: ErroredDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('errored.history')}>
      <ol className={classes.list}>
        {historyOf(detail).map((entry) => (
          <li key={entry.key} className={classes.event} data-tone={entry.tone}>
            <span className={classes.what}>
              {entry.what === 'attempt'
                ? t('history.attempt', { number: entry.number })
                : t(`history.${entry.what}`)}
            </span>
            {entry.text !== '' && (
              <span className={classes.note}>
                <Foreign text={entry.text} max={240} />
              </span>
            )}
            <span className={classes.who}>
              {entry.by !== '' && (
                <>
                  <Foreign text={entry.by} max={80} />
                  {' · '}
                </>
              )}
              <Ago time={entry.at} />
              {entry.revision > 0 && ` · ${t('history.revision', { number: entry.revision })}`}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

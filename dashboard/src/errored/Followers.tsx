import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Card } from '../parts/Card';
import { Foreign } from '../parts/Foreign';
import classes from './Side.module.css';

const SHOWN = 8;

/** What waits behind it, in its order. */
export function Followers({ detail }: { detail: ErroredDetail }) {
  const { t } = useTranslation();
  const { count, items } = detail.followers;
  if (count === 0) {
    return null;
  }
  const shown = items.slice(0, SHOWN);
  return (
    <Card title={t('errored.followers', { count })}>
      <ol className={classes.list}>
        {shown.map((entry) => (
          <li key={entry.seq} className={classes.item}>
            <Foreign text={entry.received.event?.type ?? t('errored.noEvent')} max={60} />
            <span className={classes.preview}>
              <Foreign text={previewOf(entry.received.event?.data)} max={90} />
            </span>
          </li>
        ))}
      </ol>
      {count > shown.length && (
        <p className={classes.dim}>{t('errored.followersMore', { count: count - shown.length })}</p>
      )}
    </Card>
  );
}

function previewOf(data: unknown): string {
  return data === undefined
    ? ''
    : typeof data === 'string'
      ? data
      : JSON.stringify(data).replaceAll(/["{}]/g, '');
}

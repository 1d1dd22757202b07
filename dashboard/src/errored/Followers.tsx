import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Card } from '../parts/Card';
import { Foreign } from '../parts/Foreign';
import classes from './Side.module.css';
import { useFollowers } from './useFollowers';

/** What waits behind it, in its order. */
export function Followers({ detail }: { detail: ErroredDetail }) {
  const { t } = useTranslation();
  const { count } = detail.followers;
  const { items, more, busy } = useFollowers(detail);
  if (count === 0) {
    return null;
  }
  return (
    <Card title={t('errored.followers', { count })}>
      <div className={classes.scroller}>
        <ol className={classes.list}>
          {items.map((entry) => (
            <li key={entry.seq} className={classes.item}>
              <Foreign text={entry.received.event?.type ?? t('errored.noEvent')} max={60} />
              <span className={classes.preview}>
                <Foreign text={previewOf(entry.received.event?.data)} max={90} />
              </span>
            </li>
          ))}
        </ol>
      </div>
      {more && (
        <Button variant="default" size="compact-xs" mt={6} loading={busy} onClick={more}>
          {t('errored.followersMore', { count: Math.max(1, count - items.length) })}
        </Button>
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

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMediaQuery } from '@mantine/hooks';
import type { Errored } from '../api/types';
import { ErrorRow } from './ErrorRow';
import classes from './ErrorRows.module.css';

interface Props {
  items: readonly Errored[];
  active: string | null;
  onActive: (id: string) => void;
  hasMore: boolean;
  onMore: () => void;
}

const columns = ['status', 'cause', 'key', 'subscription', 'waiting', 'since'] as const;

/** The list; only what can be seen is in the page, and the next page is read when its end comes near. */
export function ErrorRows({ items, active, onActive, hasMore, onMore }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualiser's functions are called in this render only
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? 62 : 38),
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 12,
  });
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;

  useEffect(() => rows.measure(), [narrow, rows]);

  useEffect(() => {
    if (hasMore && last >= items.length - 20) {
      onMore();
    }
  }, [hasMore, last, items.length, onMore]);

  const activeIndex = active === null ? -1 : items.findIndex((item) => item.id === active);
  useEffect(() => {
    if (activeIndex >= 0) {
      rows.scrollToIndex(activeIndex, { align: 'auto' });
    }
  }, [activeIndex, rows]);

  return (
    <div
      className={classes.table}
      role="table"
      aria-label={t('errors.title')}
      aria-rowcount={hasMore ? -1 : items.length + 1}
    >
      <div role="rowgroup">
        <div role="row" className={classes.head} aria-rowindex={1}>
          {columns.map((column) => (
            <span key={column} role="columnheader" className={classes[column]}>
              {t(`errors.column.${column}`)}
            </span>
          ))}
        </div>
      </div>
      <div ref={scroller} className={classes.scroller} role="rowgroup">
        <div className={classes.spacer} style={{ height: rows.getTotalSize() }} role="presentation">
          {visible.map(({ index, start, size }) => {
            const item = items[index];
            return (
              item && (
                <ErrorRow
                  key={item.id}
                  errored={item}
                  index={index}
                  top={start}
                  height={size}
                  active={item.id === active}
                  onActive={onActive}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

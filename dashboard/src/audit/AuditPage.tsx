import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { auditQuery } from '../api/queries';
import type { AuditEntry } from '../api/types';
import { Ago } from '../parts/Ago';
import { DataTable } from '../parts/DataTable';
import { EmptyState } from '../parts/EmptyState';
import { Foreign } from '../parts/Foreign';
import { ListPage } from '../parts/ListPage';
import { LongText } from '../parts/LongText';

const column = createColumnHelper<AuditEntry>();
/** How ids of errored events look; such a target can be opened. */
const ERRORED = /^[0-9a-hjkmnp-tv-z]{26}$/;

export function AuditPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery({ ...auditQuery, refetchInterval: 5000 });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const columns = useMemo(
    () => [
      column.accessor('at', { header: t('audit.at'), cell: ({ getValue }) => <Ago time={getValue()} /> }),
      column.accessor('by', {
        header: t('audit.by'),
        cell: ({ getValue }) => <Foreign text={getValue()} max={80} />,
      }),
      column.accessor('action', {
        header: t('audit.action'),
        cell: ({ getValue }) => <Foreign text={getValue()} max={80} />,
      }),
      column.accessor('target', {
        header: t('audit.target'),
        meta: { mono: true },
        cell: ({ getValue }) =>
          ERRORED.test(getValue()) ? (
            <Link to="/errors/$id" params={{ id: getValue() }}>
              {getValue()}
            </Link>
          ) : (
            <Foreign text={getValue()} max={120} />
          ),
      }),
      column.accessor('detail', {
        header: t('audit.detail'),
        meta: { mono: true, wide: true },
        cell: ({ getValue }) => <LongText text={detailOf(getValue())} title={t('audit.detail')} max={240} />,
      }),
    ],
    [t],
  );
  return (
    <ListPage
      title={t('nav.audit')}
      lead={t('audit.lead')}
      query={query}
      items={items}
      empty={<EmptyState title={t('audit.empty')} hint={t('audit.emptyHint')} />}
    >
      {(entries) => (
        <>
          <DataTable
            label={t('nav.audit')}
            rows={entries}
            columns={columns}
            keyOf={({ seq }) => String(seq)}
          />
          {query.hasNextPage && (
            <Button
              variant="default"
              onClick={() => void query.fetchNextPage()}
              loading={query.isFetchingNextPage}
            >
              {t('common.more')}
            </Button>
          )}
        </>
      )}
    </ListPage>
  );
}

function detailOf(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('  ');
}

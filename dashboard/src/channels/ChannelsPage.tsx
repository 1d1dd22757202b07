import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries';
import type { Channel } from '../api/types';
import { DataTable } from '../parts/DataTable';
import { EmptyState } from '../parts/EmptyState';
import { Foreign } from '../parts/Foreign';
import { ListPage } from '../parts/ListPage';
import { StateMark } from '../parts/StateMark';
import { BrokersCard } from './BrokersCard';
import { tones } from './tones';

const column = createColumnHelper<Channel>();

export function ChannelsPage() {
  const { t, i18n } = useTranslation();
  const query = useQuery({ ...channelsQuery, refetchInterval: 3000 });
  const columns = useMemo(() => {
    const number = new Intl.NumberFormat(i18n.language);
    const bytes = new Intl.NumberFormat(i18n.language, {
      notation: 'compact',
      style: 'unit',
      unit: 'byte',
      unitDisplay: 'narrow',
    });
    return [
      column.accessor('name', {
        header: t('channels.name'),
        cell: ({ getValue }) => (
          <Link to="/channels/$channel" params={{ channel: getValue() }}>
            <Foreign text={getValue()} max={120} />
          </Link>
        ),
      }),
      column.accessor('state', {
        header: t('channels.state'),
        cell: ({ row: { original } }) => (
          <>
            <StateMark tone={tones[original.state]} label={t(`channels.is.${original.state}`)} />{' '}
            {original.detail !== '' && <Foreign text={original.detail} max={300} />}
          </>
        ),
      }),
      column.accessor('broker', {
        header: t('channels.broker'),
        meta: { wide: true },
        cell: ({ row: { original } }) =>
          original.broker === null ? (
            t('channels.embedded')
          ) : (
            <Foreign text={`${original.broker} · ${original.address}`} max={120} />
          ),
      }),
      column.accessor('events', {
        header: t('channels.events'),
        meta: { align: 'right' },
        cell: ({ getValue }) => known(getValue(), number),
      }),
      column.accessor('bytes', {
        header: t('channels.bytes'),
        meta: { align: 'right', wide: true },
        cell: ({ getValue }) => known(getValue(), bytes),
      }),
    ];
  }, [t, i18n.language]);
  return (
    <ListPage
      title={t('nav.channels')}
      lead={t('channels.lead')}
      query={query}
      items={query.data}
      empty={<EmptyState title={t('channels.empty')} hint={t('channels.emptyHint')} />}
    >
      {(items) => (
        <>
          <DataTable label={t('nav.channels')} rows={items} columns={columns} keyOf={({ name }) => name} />
          <BrokersCard />
        </>
      )}
    </ListPage>
  );
}

/** What lies at a remote broker is not counted here. */
function known(value: number | undefined, format: Intl.NumberFormat): string {
  return value === undefined ? '–' : format.format(value);
}

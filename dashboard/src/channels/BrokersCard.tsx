import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { brokersQuery } from '../api/queries';
import type { Broker } from '../api/types';
import { Ago } from '../parts/Ago';
import { Card } from '../parts/Card';
import { DataTable } from '../parts/DataTable';
import { Foreign } from '../parts/Foreign';
import { StateMark } from '../parts/StateMark';
import { tones } from './tones';

const column = createColumnHelper<Broker>();

/** The brokers that channels lie at, and whether they are reached; nothing where there is none. */
export function BrokersCard() {
  const { t } = useTranslation();
  const { data } = useQuery({ ...brokersQuery, refetchInterval: 3000 });
  const columns = useMemo(
    () => [
      column.accessor('name', {
        header: t('brokers.name'),
        cell: ({ getValue }) => <Foreign text={getValue()} max={120} />,
      }),
      column.accessor('state', {
        header: t('brokers.state'),
        cell: ({ row: { original } }) => (
          <>
            <StateMark tone={tones[original.state]} label={t(`channels.is.${original.state}`)} />{' '}
            {original.detail !== '' && <Foreign text={original.detail} max={300} />}
          </>
        ),
      }),
      column.accessor('since', {
        header: t('brokers.since'),
        cell: ({ getValue }) => <Ago time={getValue()} />,
      }),
      column.accessor('plugin', {
        header: t('brokers.plugin'),
        meta: { wide: true },
        cell: ({ row: { original } }) =>
          original.plugin === null ? (
            t('brokers.noPlugin', { adapter: original.adapter })
          ) : (
            <Foreign text={`${original.plugin}.${original.adapter}`} max={120} />
          ),
      }),
      column.accessor('channels', {
        header: t('brokers.channels'),
        meta: { wide: true },
        cell: ({ getValue }) => <Foreign text={getValue().join(', ')} max={200} />,
      }),
    ],
    [t],
  );
  return data === undefined || data.length === 0 ? null : (
    <Card title={t('brokers.title')} flush>
      <DataTable label={t('brokers.table')} rows={data} columns={columns} keyOf={({ name }) => name} />
    </Card>
  );
}

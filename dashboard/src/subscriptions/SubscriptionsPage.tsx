import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { subscriptionsQuery } from '../api/queries';
import type { Subscription } from '../api/types';
import { DataTable } from '../parts/DataTable';
import { EmptyState } from '../parts/EmptyState';
import { Foreign } from '../parts/Foreign';
import { ListPage } from '../parts/ListPage';
import { StateMark } from '../parts/StateMark';
import { useMayAct } from '../session/SessionContext';
import { PauseButton } from './PauseButton';
import { tones } from './tones';
import classes from './SubscriptionsPage.module.css';

const column = createColumnHelper<Subscription>();

export function SubscriptionsPage() {
  const { t, i18n } = useTranslation();
  const mayAct = useMayAct();
  const query = useQuery(subscriptionsQuery);

  const columns = useMemo(() => {
    const number = new Intl.NumberFormat(i18n.language);
    return [
      column.accessor('name', {
        header: t('subscriptions.name'),
        cell: ({ row: { original } }) => (
          <>
            <strong className={classes.name}>
              <Foreign text={original.name} max={120} />
            </strong>
            <span className={classes.sub}>
              <Foreign text={original.processor ?? t('common.none')} max={120} />
            </span>
          </>
        ),
      }),
      column.accessor('state', {
        header: t('subscriptions.state'),
        cell: ({ row: { original } }) => (
          <>
            <StateMark tone={tones[original.state]} label={t(`subscriptions.is.${original.state}`)} />
            {original.detail !== '' && (
              <span className={classes.sub}>
                <Foreign text={original.detail} max={300} />
              </span>
            )}
          </>
        ),
      }),
      column.accessor('open', {
        header: t('subscriptions.open'),
        meta: { align: 'right' },
        cell: ({ row: { original } }) =>
          original.open === 0 ? (
            '0'
          ) : (
            <Link to="/errors" search={{ subscription: original.name }} className={classes.open}>
              {number.format(original.open)}
            </Link>
          ),
      }),
      column.accessor((row) => Math.max(0, row.parked - row.sidings), {
        id: 'parked',
        header: t('subscriptions.parked'),
        meta: { align: 'right', wide: true },
        cell: ({ getValue }) => number.format(getValue()),
      }),
      column.accessor('processed', {
        header: t('subscriptions.processed'),
        meta: { align: 'right', wide: true },
        cell: ({ getValue }) => number.format(getValue()),
      }),
      column.accessor('failed', {
        header: t('subscriptions.failed'),
        meta: { align: 'right', wide: true },
        cell: ({ getValue }) => number.format(getValue()),
      }),
      column.accessor('inFlight', {
        header: t('subscriptions.inFlight'),
        meta: { align: 'right', wide: true },
        cell: ({ getValue }) => number.format(getValue()),
      }),
      column.accessor('lag', {
        header: t('subscriptions.lag'),
        meta: { align: 'right', wide: true },
        cell: ({ getValue }) => (getValue() === null ? '–' : number.format(getValue() ?? 0)),
      }),
      ...(mayAct
        ? [
            column.display({
              id: 'action',
              header: () => <span className={classes.told}>{t('subscriptions.action')}</span>,
              meta: { align: 'right' },
              cell: ({ row: { original } }) => <PauseButton subscription={original} />,
            }),
          ]
        : []),
    ];
  }, [t, i18n.language, mayAct]);

  return (
    <ListPage
      title={t('nav.subscriptions')}
      lead={t('subscriptions.lead')}
      query={query}
      items={query.data}
      empty={<EmptyState title={t('subscriptions.empty')} hint={t('subscriptions.emptyHint')} />}
    >
      {(items) => (
        <DataTable label={t('nav.subscriptions')} rows={items} columns={columns} keyOf={({ name }) => name} />
      )}
    </ListPage>
  );
}

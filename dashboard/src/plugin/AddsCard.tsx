import { Link } from '@tanstack/react-router';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PluginDetail, Subscription } from '../api/types';
import { Card } from '../parts/Card';
import { DataTable } from '../parts/DataTable';
import { Foreign } from '../parts/Foreign';
import { LongText } from '../parts/LongText';
import { StateMark } from '../parts/StateMark';
import { tones } from '../subscriptions/tones';
import classes from './AddsCard.module.css';
import { addedBy, tellsMore, type Added } from './adds';
import type { Measured } from './useMeasured';

interface Props {
  plugin: PluginDetail;
  measured: Measured;
}

type Row = Added & { measured: Subscription | undefined; rate: number | null };

const column = createColumnHelper<Row>();

/** What the plugin adds to the node, and how the subscriptions that use each of it are doing. */
export function AddsCard({ plugin, measured }: Props) {
  const { t, i18n } = useTranslation();
  const columns = useMemo(() => {
    const number = new Intl.NumberFormat(i18n.language);
    const rate = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
    return [
      column.accessor('component', {
        header: t('plugin.component'),
        cell: ({ row: { original } }) => (
          <>
            {original.component !== null && (
              <span className={classes.name}>
                <Foreign text={original.component} max={120} />
              </span>
            )}
            <span className={classes.sub}>{t(`plugin.kind.${kindOf(original, plugin.state)}`)}</span>
          </>
        ),
      }),
      column.accessor('subscription', {
        header: t('plugin.subscription'),
        cell: ({ row: { original } }) =>
          original.subscription === null ? (
            <span className={classes.none}>{t('plugin.unused')}</span>
          ) : (
            <>
              <Link to="/subscriptions">
                <Foreign text={original.subscription} max={120} />
              </Link>
              {original.measured !== undefined && (
                <span className={classes.sub}>
                  <StateMark
                    tone={tones[original.measured.state]}
                    label={t(`subscriptions.is.${original.measured.state}`)}
                  />
                  {tellsMore(original.measured, plugin.state) && (
                    <div>
                      <LongText text={original.measured.detail} title={t('subscriptions.state')} max={300} />
                    </div>
                  )}
                </span>
              )}
            </>
          ),
      }),
      column.accessor('rate', {
        header: t('plugin.rate'),
        meta: { align: 'right', wide: true },
        cell: ({ row: { original } }) =>
          original.subscription !== null && (original.rate === null ? '–' : rate.format(original.rate)),
      }),
      column.accessor((row) => row.measured?.processed, {
        id: 'processed',
        header: t('subscriptions.processed'),
        meta: { align: 'right', wide: true },
        cell: ({ getValue }) => counted(getValue(), number),
      }),
      column.accessor((row) => row.measured?.failed, {
        id: 'failed',
        header: t('subscriptions.failed'),
        meta: { align: 'right', wide: true },
        cell: ({ getValue }) => counted(getValue(), number),
      }),
      column.accessor((row) => row.measured?.open, {
        id: 'open',
        header: t('subscriptions.open'),
        meta: { align: 'right' },
        cell: ({ row: { original } }) =>
          original.measured !== undefined && original.measured.open > 0 ? (
            <Link to="/errors" search={{ subscription: original.measured.name }} className={classes.open}>
              {number.format(original.measured.open)}
            </Link>
          ) : (
            counted(original.measured?.open, number)
          ),
      }),
    ];
  }, [t, i18n.language, plugin.state]);
  const rows = addedBy(plugin).map((added) => ({
    ...added,
    measured: added.subscription === null ? undefined : measured.of(added.subscription),
    rate: added.subscription === null ? null : measured.rateOf(added.subscription),
  }));
  return (
    <Card title={t('plugin.adds')} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <p className={classes.nothing}>{t('plugin.addsNothing')}</p>
      ) : (
        <DataTable
          label={t('plugin.addsTable')}
          rows={rows}
          columns={columns}
          keyOf={({ kind, component, subscription }) => JSON.stringify([kind, component, subscription])}
        />
      )}
    </Card>
  );
}

/** A plugin that does not run has not told all that it brings. */
function kindOf({ component, kind }: Added, state: PluginDetail['state']) {
  return component === null ? 'indirect' : (kind ?? (state === 'started' ? 'missing' : 'untold'));
}

function counted(value: number | undefined, format: Intl.NumberFormat): string {
  return value === undefined ? '' : format.format(value);
}

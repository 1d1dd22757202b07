import { Button, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pluginsQuery } from '../api/queries';
import type { Plugin } from '../api/types';
import { DataTable } from '../parts/DataTable';
import { EmptyState } from '../parts/EmptyState';
import { Foreign } from '../parts/Foreign';
import { ListPage } from '../parts/ListPage';
import { LongText } from '../parts/LongText';
import { StateMark } from '../parts/StateMark';
import { visible } from '../parts/visible';
import { useSession } from '../session/SessionContext';
import { InstallPlugin } from './InstallPlugin';
import { StepDialog } from './StepDialog';
import { stepsOf } from './steps';
import { tones } from './tones';
import classes from './PluginsPage.module.css';

const column = createColumnHelper<Plugin>();

export function PluginsPage() {
  const { t } = useTranslation();
  const query = useQuery({ ...pluginsQuery, refetchInterval: 5000 });
  const steers = useSession().session.role === 'admin';
  const [steered, setSteered] = useState<Plugin | null>(null);
  const columns = useMemo(
    () => [
      column.accessor('id', {
        header: t('plugins.plugin'),
        cell: ({ row: { original } }) => (
          <>
            <Link to="/plugins/$plugin" params={{ plugin: original.id }} className={classes.name}>
              <Foreign text={original.id} max={120} />
            </Link>
            <span className={classes.sub}>
              <Foreign text={original.description} max={300} />
            </span>
          </>
        ),
      }),
      column.accessor('state', {
        header: t('plugins.state'),
        cell: ({ row: { original } }) => (
          <>
            <StateMark tone={tones[original.state]} label={t(`plugins.is.${original.state}`)} />
            {original.problem !== null && (
              <span className={classes.sub}>
                <LongText text={original.problem} title={t('plugins.problem')} max={300} />
              </span>
            )}
            {original.refusal !== null && (
              <span className={classes.sub}>
                {t('plugins.refused')}{' '}
                <LongText text={original.refusal} title={t('plugins.refusal')} max={300} />
              </span>
            )}
          </>
        ),
      }),
      column.accessor('version', {
        header: t('plugins.version'),
        meta: { mono: true },
        cell: ({ getValue }) => <Foreign text={getValue()} max={60} />,
      }),
      column.display({
        id: 'adds',
        header: t('plugins.adds'),
        meta: { mono: true, wide: true },
        cell: ({ row: { original } }) =>
          [...original.processors, ...original.errorHandlers, ...original.brokerAdapters].map((name) => (
            <div key={name}>
              <Foreign text={`${original.id}.${name}`} max={120} />
            </div>
          )),
      }),
      column.accessor('jar', {
        header: t('plugins.jar'),
        meta: { mono: true, wide: true },
        cell: ({ row: { original } }) => (
          <span title={original.sha256}>
            <Foreign text={original.jar} max={120} />
          </span>
        ),
      }),
      ...(steers
        ? [
            column.display({
              id: 'action',
              header: () => <VisuallyHidden>{t('plugins.action')}</VisuallyHidden>,
              meta: { align: 'right' },
              cell: ({ row: { original } }) =>
                stepsOf(original).length > 0 && (
                  <Button
                    variant="default"
                    size="compact-xs"
                    onClick={() => setSteered(original)}
                    aria-label={t('plugins.steps', { name: visible(original.id) })}
                  >
                    {t('plugins.steer')}
                  </Button>
                ),
            }),
          ]
        : []),
    ],
    [t, steers],
  );
  return (
    <ListPage
      title={t('nav.plugins')}
      lead={t('plugins.lead')}
      query={query}
      items={query.data}
      above={steers && <InstallPlugin />}
      empty={<EmptyState title={t('plugins.empty')} hint={t('plugins.emptyHint')} />}
    >
      {(items) => (
        <>
          <DataTable
            label={t('nav.plugins')}
            rows={items}
            columns={columns}
            keyOf={({ id, jar }) => `${id} ${jar}`}
          />
          <StepDialog key={steered?.id} plugin={steered} onClose={() => setSteered(null)} />
        </>
      )}
    </ListPage>
  );
}

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tokensQuery } from '../api/queries';
import type { Token } from '../api/types';
import { Ago } from '../parts/Ago';
import { DataTable } from '../parts/DataTable';
import { EmptyState } from '../parts/EmptyState';
import { Foreign } from '../parts/Foreign';
import { ListPage } from '../parts/ListPage';
import { useNow } from '../parts/useNow';
import { CreateToken } from './CreateToken';
import { RevokeDialog } from './RevokeDialog';
import classes from './TokensPage.module.css';

const column = createColumnHelper<Token>();

/** Who may act: the named tokens, to make and to end. */
export function TokensPage() {
  const { t } = useTranslation();
  const query = useQuery(tokensQuery);
  const [creating, { open, close }] = useDisclosure(false);
  const [revoking, setRevoking] = useState<string | null>(null);
  const columns = useMemo(
    () => [
      column.accessor('name', {
        header: t('tokens.name'),
        cell: ({ getValue }) => (
          <strong className={classes.name}>
            <Foreign text={getValue()} max={80} />
          </strong>
        ),
      }),
      column.accessor('role', {
        header: t('tokens.role'),
        cell: ({ row: { original } }) => (
          <span className={classes.role}>{t(`session.role.${original.role}`)}</span>
        ),
      }),
      column.accessor('createdBy', {
        header: t('tokens.createdBy'),
        meta: { wide: true },
        cell: ({ getValue }) => <Foreign text={getValue()} max={80} />,
      }),
      column.accessor('createdAt', {
        header: t('tokens.createdAt'),
        meta: { wide: true },
        cell: ({ getValue }) => <Ago time={getValue()} />,
      }),
      column.accessor('expiresAt', {
        header: t('tokens.ends'),
        cell: ({ getValue }) => <End time={getValue()} />,
      }),
      column.display({
        id: 'action',
        header: () => <span className={classes.told}>{t('tokens.action')}</span>,
        meta: { align: 'right' },
        cell: ({ row: { original } }) => (
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => setRevoking(original.name)}
            aria-label={t('tokens.revokeThis', { name: original.name })}
          >
            {t('tokens.revoke')}
          </Button>
        ),
      }),
    ],
    [t],
  );

  return (
    <ListPage
      title={t('nav.tokens')}
      lead={t('tokens.lead')}
      query={query}
      items={query.data}
      above={
        creating ? (
          <CreateToken onClose={close} />
        ) : (
          <Button className={classes.create} leftSection={<IconPlus size={14} aria-hidden />} onClick={open}>
            {t('tokens.create')}
          </Button>
        )
      }
      empty={creating ? null : <EmptyState title={t('tokens.empty')} hint={t('tokens.emptyHint')} />}
    >
      {(items) => (
        <>
          <DataTable label={t('nav.tokens')} rows={items} columns={columns} keyOf={({ name }) => name} />
          <RevokeDialog key={revoking} name={revoking} onClose={() => setRevoking(null)} />
        </>
      )}
    </ListPage>
  );
}

/** When a token ends, to the day; the list keeps those that have ended. */
function End({ time }: { time: string | null }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  if (time === null) {
    return t('tokens.never');
  }
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' }).format(new Date(time));
  return Date.parse(time) <= now ? (
    <span className={classes.ended}>{t('tokens.ended', { date })}</span>
  ) : (
    date
  );
}

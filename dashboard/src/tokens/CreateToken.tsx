import { Button, CopyButton, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../api/client';
import { tokensQuery } from '../api/queries';
import { Card } from '../parts/Card';
import { Foreign } from '../parts/Foreign';
import { Notice } from '../parts/Notice';
import { ProblemNotice } from '../parts/ProblemNotice';
import classes from './TokensPage.module.css';

const ROLES = ['viewer', 'operator', 'admin'] as const;
const LIVES = { day: 1, week: 7, month: 30, quarter: 90, year: 365, never: null } as const;
type Life = keyof typeof LIVES;
const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** Makes a token and shows its secret, which nobody can see again. */
export function CreateToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('operator');
  const [life, setLife] = useState<Life>('quarter');
  const create = useMutation({
    mutationFn: async () => {
      const days = LIVES[life];
      const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MILLIS).toISOString();
      return dataOf(await api.POST('/api/v1/tokens', { body: { name: name.trim(), role, expiresAt } }));
    },
    onSuccess: () => setName(''),
    onSettled: () => queries.invalidateQueries(tokensQuery),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const issued = create.data;
  return (
    <Card title={t('tokens.create')} flush>
      {issued && (
        <Notice
          tone="ok"
          action={
            <CopyButton value={issued.token}>
              {({ copied, copy }) => (
                <Button variant="default" size="compact-xs" onClick={copy}>
                  {copied ? t('common.copied') : t('common.copy')}
                </Button>
              )}
            </CopyButton>
          }
        >
          {t('tokens.once')} <Foreign text={issued.name} max={80} />
          <code className={classes.secret}>{issued.token}</code>
        </Notice>
      )}
      {create.error && <ProblemNotice problem={create.error} />}
      <form onSubmit={submit}>
        <div className={classes.fields}>
          <TextInput
            label={t('tokens.name')}
            placeholder={t('tokens.namePlaceholder')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={63}
            autoComplete="off"
            required
            withAsterisk={false}
          />
          <Select
            label={t('tokens.role')}
            data={ROLES.map((value) => ({ value, label: t(`tokens.may.${value}`) }))}
            value={role}
            onChange={(value) => setRole(ROLES.find((each) => each === value) ?? role)}
            allowDeselect={false}
          />
          <Select
            label={t('tokens.ends')}
            data={(Object.keys(LIVES) as Life[]).map((value) => ({
              value,
              label: t(`tokens.life.${value}`),
            }))}
            value={life}
            onChange={(value) => setLife((value as Life | null) ?? life)}
            allowDeselect={false}
          />
        </div>
        <div className={classes.buttons}>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
            {t('tokens.make')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

import { Alert, Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import type { Session } from '../api/types';
import { Preferences } from '../app/Preferences';
import { Logo } from '../parts/Logo';
import classes from './LoginPage.module.css';
import { logIn } from './session';

/** Why the login is shown, where it was not simply the first visit. */
export type LoginReason = 'ended' | 'link' | 'unreachable';

interface Props {
  reason: LoginReason | undefined;
  onLogin: (session: Session) => void;
}

export function LoginPage({ reason, onLogin }: Props) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    logIn(token.trim())
      .then(onLogin, (failure: unknown) => {
        const told = failure instanceof Problem ? failure : new Problem(0, {});
        if (told.status === 429) {
          setProblem(t('problem.tooMany', { seconds: told.retryAfterSeconds ?? 60 }));
        } else if (told.isUnauthorized) {
          setProblem(t('session.wrong'));
        } else {
          setProblem(told.status === 0 ? t('problem.unreachableShort') : told.message);
        }
      })
      .finally(() => setBusy(false));
  };

  const told = {
    ended: t('session.ended'),
    link: t('session.wrongLink'),
    unreachable: t('problem.unreachableShort'),
  };

  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder>
        <form onSubmit={submit}>
          <Stack gap="md">
            <div className={classes.brand}>
              <Logo size={26} />
              <span>{t('app.name')}</span>
            </div>
            <Title order={1} size="h3">
              {t('session.title')}
            </Title>
            {reason && <Alert color={reason === 'ended' ? 'petrol' : 'orange'}>{told[reason]}</Alert>}
            <Text size="sm" className={classes.dim}>
              <Trans i18nKey="session.intro" components={{ code: <code /> }} />
            </Text>
            <PasswordInput
              label={t('session.token')}
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              error={problem}
              autoComplete="off"
              data-autofocus
              required
              withAsterisk={false}
            />
            <Button type="submit" size="sm" loading={busy} disabled={token.trim() === ''}>
              {t('session.logIn')}
            </Button>
            <Text size="xs" className={classes.dim}>
              {t('session.memory')}
            </Text>
          </Stack>
        </form>
      </Paper>
      <Preferences />
    </main>
  );
}

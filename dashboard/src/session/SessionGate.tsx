import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { whenUnauthorized } from '../api/client';
import type { Session } from '../api/types';
import { LoginPage, type LoginReason } from './LoginPage';
import { takeLoginCode } from './loginCode';
import { SessionContext } from './SessionContext';
import { currentSession, logIn, logOut } from './session';

type State = { at: 'asking' } | { at: 'out'; reason?: LoginReason } | { at: 'in'; session: Session };

let entering: Promise<State> | undefined;

/** Who enters with this load of the page; asked once, because the code of a link works once. */
function entered(): Promise<State> {
  entering ??= enter(takeLoginCode());
  return entering;
}

function enter(code: string | null): Promise<State> {
  if (code !== null) {
    return logIn(code).then(
      (session) => ({ at: 'in', session }),
      () => ({ at: 'out', reason: 'link' }),
    );
  }
  return currentSession().then(
    (session) => (session ? { at: 'in', session } : { at: 'out' }),
    () => ({ at: 'out', reason: 'unreachable' }),
  );
}

/** Shows the pages to who is logged in, and the login to everybody else, whatever the address. */
export function SessionGate({ children }: { children: ReactNode }) {
  const [state, setState] = useState<State>({ at: 'asking' });
  const queries = useQueryClient();

  useEffect(() => {
    void entered().then(setState);
  }, []);

  useEffect(() => {
    whenUnauthorized(() => setState((now) => (now.at === 'in' ? { at: 'out', reason: 'ended' } : now)));
  }, []);

  const leave = useCallback(() => {
    void logOut().finally(() => {
      queries.clear();
      setState({ at: 'out' });
    });
  }, [queries]);

  const access = useMemo(
    () => (state.at === 'in' ? { session: state.session, logOut: leave } : null),
    [state, leave],
  );

  if (state.at === 'asking') {
    return null;
  }
  if (access === null) {
    const reason = state.at === 'out' ? state.reason : undefined;
    return <LoginPage reason={reason} onLogin={(session) => setState({ at: 'in', session })} />;
  }
  return <SessionContext value={access}>{children}</SessionContext>;
}

import { createContext, use } from 'react';
import type { Session } from '../api/types';
import { mayAct } from './session';

export interface SessionAccess {
  session: Session;
  logOut: () => void;
}

export const SessionContext = createContext<SessionAccess | null>(null);

export function useSession(): SessionAccess {
  const access = use(SessionContext);
  if (access === null) {
    throw new Error('useSession() is called outside of SessionGate');
  }
  return access;
}

/** Whether who is logged in may decide, pause and publish. */
export function useMayAct(): boolean {
  return mayAct(useSession().session);
}

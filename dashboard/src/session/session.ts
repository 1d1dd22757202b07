import { api, dataOf } from '../api/client';
import { Problem } from '../api/problem';
import type { Session } from '../api/types';

/** Who is logged in with this browser; null for nobody. */
export async function currentSession(): Promise<Session | null> {
  try {
    return dataOf(await api.GET('/api/v1/session'));
  } catch (failure) {
    if (failure instanceof Problem && failure.isUnauthorized) {
      return null;
    }
    throw failure;
  }
}

/** Logs in with a token, or with the code of a one-time link. The token itself is not kept; the browser gets a session. */
export async function logIn(token: string): Promise<Session> {
  return dataOf(await api.POST('/api/v1/session', { body: { token } }));
}

export async function logOut(): Promise<void> {
  await api.DELETE('/api/v1/session');
}

/** Whether a role may decide and publish; viewers only look. */
export function mayAct(session: Session): boolean {
  return session.role !== 'viewer';
}

import { api, dataOf } from '../api/client';
import type { CloudEvent, Decision } from '../api/types';

interface Decided {
  id: string;
  /** The version that the person saw. */
  version: number;
  note: string;
}

const condition = (version: number) => ({ 'If-Match': `"${version}"` });

export async function resubmit(
  { id, version, note }: Decided,
  event: CloudEvent | undefined,
  confirm: boolean,
): Promise<Decision> {
  return dataOf(
    await api.POST('/api/v1/errors/{id}/resubmit', {
      params: { path: { id }, header: condition(version) },
      body: { ...(event === undefined ? {} : { event }), ...(note === '' ? {} : { note }), confirm },
    }),
  );
}

export async function redirect({ id, version, note }: Decided, to: string): Promise<Decision> {
  return dataOf(
    await api.POST('/api/v1/errors/{id}/redirect', {
      params: { path: { id }, header: condition(version) },
      body: { to, ...(note === '' ? {} : { note }) },
    }),
  );
}

export async function restore({ id, version, note }: Decided, confirm: boolean): Promise<Decision> {
  return dataOf(
    await api.POST('/api/v1/errors/{id}/restore', {
      params: { path: { id }, header: condition(version) },
      body: { ...(note === '' ? {} : { note }), confirm },
    }),
  );
}

export async function discard({ id, version, note }: Decided, scope: 'event' | 'siding'): Promise<Decision> {
  return dataOf(
    await api.POST('/api/v1/errors/{id}/discard', {
      params: { path: { id }, header: condition(version) },
      body: { scope, ...(note === '' ? {} : { note }) },
    }),
  );
}

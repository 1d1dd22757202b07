import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from './client';
import { parseExact } from './exactJson';
import type { ErroredDetail, PluginDetail, Status } from './types';

export interface ErrorFilter {
  status?: Status[] | undefined;
  subscription?: string | undefined;
  key?: string | undefined;
  type?: string | undefined;
  group?: string | undefined;
  q?: string | undefined;
}

export const errorsQuery = (filter: ErrorFilter) =>
  infiniteQueryOptions({
    queryKey: ['errors', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      dataOf(
        await api.GET('/api/v1/errors', {
          params: { query: { ...filter, cursor: pageParam, limit: 100 } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const errorQuery = (id: string) =>
  queryOptions({
    queryKey: ['error', id],
    queryFn: ({ signal }) => readError(id, signal),
  });

export async function readError(id: string, signal?: AbortSignal): Promise<ErroredDetail> {
  const answer = await api.GET('/api/v1/errors/{id}', {
    params: { path: { id } },
    parseAs: 'text',
    signal: signal ?? null,
  });
  return parseExact(dataOf(answer)) as ErroredDetail;
}

export const subscriptionsQuery = queryOptions({
  queryKey: ['subscriptions'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/subscriptions', { signal })).items,
});

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/channels', { signal })).items,
});

export const brokersQuery = queryOptions({
  queryKey: ['brokers'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/brokers', { signal })).items,
});

export const pluginsQuery = queryOptions({
  queryKey: ['plugins'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/plugins', { signal })).items,
});

/** A plugin, and the version of its options, by which nobody sets some over what was not seen. */
export interface SeenPlugin {
  plugin: PluginDetail;
  etag: string;
}

/** Below the list's key: what makes the list old makes each of these old. */
export const pluginQuery = (id: string) =>
  queryOptions({
    queryKey: [...pluginsQuery.queryKey, id],
    queryFn: async ({ signal }) =>
      seenPlugin(
        await api.GET('/api/v1/plugins/{id}', { params: { path: { id } }, parseAs: 'text', signal }),
      ),
  });

export async function setPluginOptions(
  id: string,
  seen: string,
  options: Record<string, string | boolean | string[] | null>,
): Promise<SeenPlugin> {
  return seenPlugin(
    await api.PUT('/api/v1/plugins/{id}/options', {
      params: { path: { id }, header: { 'If-Match': seen } },
      body: options,
      parseAs: 'text',
    }),
  );
}

/** Values may be numbers that no double holds. */
function seenPlugin(answer: { data?: string; response: Response }): SeenPlugin {
  return {
    plugin: parseExact(dataOf(answer)) as PluginDetail,
    etag: answer.response.headers.get('ETag') ?? '',
  };
}

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/tokens', { signal })).items,
});

export const nodeQuery = queryOptions({
  queryKey: ['node'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/node', { signal })),
});

export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam, signal }) =>
    dataOf(await api.GET('/api/v1/audit', { params: { query: { cursor: pageParam, limit: 100 } }, signal })),
  getNextPageParam: (page) => page.next ?? undefined,
});

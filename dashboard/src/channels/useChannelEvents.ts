import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../api/client';
import { parseExact } from '../api/exactJson';
import type { Channel, ChannelEvent } from '../api/types';

const PAGE = 50;

interface ChannelEvents {
  items: ChannelEvent[] | undefined;
  /** The channel, where its events lie at a broker and cannot be read here. */
  remote: Channel | undefined;
  error: Error | null;
  refetch: () => void;
  /** Reads further back; undefined at the beginning. */
  older: (() => void) | undefined;
}

/** The last events of a channel, the newest first, read again as it grows. */
export function useChannelEvents(channel: string): ChannelEvents {
  const [shown, setShown] = useState(PAGE);
  const query = useQuery({
    queryKey: ['channel', channel, shown],
    queryFn: ({ signal }) => readLast(channel, shown, signal),
    refetchInterval: 2000,
    placeholderData: keepPreviousData,
  });
  const oldest = query.data?.items.at(-1)?.position;
  return {
    items: query.data?.items,
    remote: query.data?.remote,
    error: query.error,
    refetch: () => void query.refetch(),
    older:
      oldest !== undefined && oldest > (query.data?.first ?? 1) && shown < 500
        ? () => setShown((now) => Math.min(500, now + PAGE))
        : undefined,
  };
}

async function readLast(
  channel: string,
  count: number,
  signal: AbortSignal,
): Promise<{ items: ChannelEvent[]; first: number; remote?: Channel }> {
  const path = { channel };
  const known: Channel = dataOf(await api.GET('/api/v1/channels/{channel}', { params: { path }, signal }));
  if (!known.embedded) {
    return { items: [], first: 1, remote: known };
  }
  const { first = 1, last = 0 } = known;
  const from = String(Math.max(first, last - count + 1));
  const text = dataOf(
    await api.GET('/api/v1/channels/{channel}/events', {
      params: { path, query: { from, limit: count } },
      parseAs: 'text',
      signal,
    }),
  );
  const page = parseExact(text) as { items: ChannelEvent[] };
  return { items: page.items.reverse(), first };
}

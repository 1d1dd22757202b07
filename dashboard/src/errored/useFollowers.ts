import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../api/client';
import { parseExact } from '../api/exactJson';
import type { ErroredDetail, SidingEntry } from '../api/types';

const FIRST = 8;
const PAGE = 50;

interface Followers {
  items: SidingEntry[];
  /** Shows more of them; undefined where all are shown. */
  more: (() => void) | undefined;
  busy: boolean;
}

/** What waits behind an errored event, as far as somebody wants to see it: what came with the event, then page by page. */
export function useFollowers({ siding, followers }: ErroredDetail): Followers {
  const [start, setStart] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: ['followers', siding, start],
    enabled: start !== null && siding !== null,
    initialPageParam: start ?? '',
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) => {
      const text = dataOf(
        await api.GET('/api/v1/sidings/{id}/events', {
          params: { path: { id: siding ?? 0 }, query: { cursor: pageParam, limit: PAGE } },
          parseAs: 'text',
          signal,
        }),
      );
      return parseExact(text) as { items: SidingEntry[]; next: string | null };
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });

  if (!all) {
    const more = followers.count > FIRST ? () => setAll(true) : undefined;
    return { items: followers.items.slice(0, FIRST), more, busy: false };
  }
  const items = inOrder([...followers.items, ...(pages.data?.pages.flatMap((page) => page.items) ?? [])]);
  const more =
    start === null
      ? followers.next !== null
        ? () => setStart(followers.next)
        : undefined
      : pages.hasNextPage
        ? () => void pages.fetchNextPage()
        : undefined;
  return { items, more, busy: pages.isFetching };
}

/** Each once, and none that left since: the first of the event itself is the first that still waits. */
export function inOrder(entries: SidingEntry[]): SidingEntry[] {
  const first = entries[0]?.seq ?? 0;
  const bySeq = new Map(entries.filter(({ seq }) => seq >= first).map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

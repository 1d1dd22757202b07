import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { subscriptionsQuery } from '../api/queries';
import type { Subscription } from '../api/types';
import { follow, pollMillisOf, type FeedState } from './feed';

/** Keeps the subscriptions as the node tells them, for every part of the page that shows some of them. */
export function useLiveSubscriptions(): void {
  const queries = useQueryClient();
  const [feed, setFeed] = useState<FeedState>('connecting');
  useEffect(() => {
    const { queryKey } = subscriptionsQuery;
    return follow('/api/v1/subscriptions', {
      onMessage: ({ data }) => {
        void queries.cancelQueries({ queryKey }); // an answer under way may be older
        queries.setQueryData(queryKey, (JSON.parse(data) as { items: Subscription[] }).items);
      },
      onState: setFeed,
    });
  }, [queries]);
  useQuery({ ...subscriptionsQuery, refetchInterval: pollMillisOf(feed) });
}

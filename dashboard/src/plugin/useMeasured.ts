import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { subscriptionsQuery } from '../api/queries';
import type { Subscription } from '../api/types';
import { useNow } from '../parts/useNow';
import { rateOf, sampleOf, withSample, type Sample } from './rates';

/** What the node measures of subscriptions. */
export interface Measured {
  of: (subscription: string) => Subscription | undefined;
  /** What it does per second; null where that is not known (yet). */
  rateOf: (subscription: string) => number | null;
}

const EVERY_MILLIS = 5000;

/** Reads also where the feed says nothing because nothing has changed: then the rate is known to be zero. */
export function useMeasured(): Measured {
  const { data, dataUpdatedAt } = useQuery({ ...subscriptionsQuery, refetchInterval: EVERY_MILLIS });
  const [samples, setSamples] = useState<Sample[]>([]);
  const now = useNow();
  if (data !== undefined && samples.at(-1)?.at !== dataUpdatedAt) {
    setSamples(withSample(samples, sampleOf(data, dataUpdatedAt)));
  }
  return {
    of: (subscription) => data?.find(({ name }) => name === subscription),
    rateOf: (subscription) => rateOf(samples, subscription, now),
  };
}

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { follow, pollMillisOf, type FeedState } from './feed';
import type { LiveState } from './LiveButton';

/** Changes that come together are read together. */
const GATHER_MILLIS = 400;

interface Live {
  state: LiveState;
  pollMillis: number | false;
}

/** Reads errors again when the node says that some changed; while paused nothing on the page moves. */
export function useLiveErrors(paused: boolean): Live {
  const queries = useQueryClient();
  const [feed, setFeed] = useState<FeedState>('connecting');

  useEffect(() => {
    if (paused) {
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAgain = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: ['errors'] });
        void queries.invalidateQueries({ queryKey: ['error'] });
      }, GATHER_MILLIS);
    };
    const stop = follow('/api/v1/errors', { onMessage: readAgain, onBegin: readAgain, onState: setFeed });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [paused, queries]);

  if (paused) {
    return { state: 'paused', pollMillis: false };
  }
  return {
    state: feed === 'lost' ? 'lost' : 'live',
    pollMillis: pollMillisOf(feed),
  };
}

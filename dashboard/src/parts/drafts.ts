import { useSyncExternalStore } from 'react';

/**
 * Edits in progress by what they are of. They live beside the pages, in memory: reading data again, going elsewhere, a restart of the
 * node and a new login leave them alone; only the person drops them, or sends them.
 */
export interface Drafts<T> {
  use: (id: string) => T | undefined;
  get: (id: string) => T | undefined;
  keep: (id: string, draft: T) => void;
  drop: (id: string) => void;
}

export function draftsOf<T>(): Drafts<T> {
  const drafts = new Map<string, T>();
  const listeners = new Set<() => void>();
  const changed = () => listeners.forEach((listener) => listener());
  const listen = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  window.addEventListener('beforeunload', (event) => {
    if (drafts.size > 0) {
      event.preventDefault();
    }
  });
  return {
    use: function useDraft(id) {
      return useSyncExternalStore(listen, () => drafts.get(id));
    },
    get: (id) => drafts.get(id),
    keep: (id, draft) => {
      drafts.set(id, draft);
      changed();
    },
    drop: (id) => {
      if (drafts.delete(id)) {
        changed();
      }
    },
  };
}

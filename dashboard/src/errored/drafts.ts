import { useSyncExternalStore } from 'react';
import type { EventText } from './eventText';

/** An edit in progress, and the revision it began with. */
export interface Draft {
  text: EventText;
  revision: number;
}

/**
 * Edits in progress by errored event. They live beside the pages, in memory: reading data again, going elsewhere, a restart of the
 * node and a new login leave them alone; only the person drops them, or sends them.
 */
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();

export function useDraft(id: string): Draft | undefined {
  return useSyncExternalStore(listen, () => drafts.get(id));
}

export function keepDraft(id: string, draft: Draft): void {
  drafts.set(id, draft);
  changed();
}

export function dropDraft(id: string): void {
  drafts.delete(id);
  changed();
}

function changed(): void {
  listeners.forEach((listener) => listener());
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

window.addEventListener('beforeunload', (event) => {
  if (drafts.size > 0) {
    event.preventDefault();
  }
});

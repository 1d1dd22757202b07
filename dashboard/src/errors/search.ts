import type { ErrorFilter } from '../api/queries';
import type { Status } from '../api/types';

export const views = ['waiting', 'progress', 'settled', 'all'] as const;
export type View = (typeof views)[number];

/** The filters of the list as they stand in the address; what is not set is not there. */
export interface ErrorsSearch {
  status?: View | undefined;
  subscription?: string | undefined;
  key?: string | undefined;
  type?: string | undefined;
  group?: string | undefined;
  q?: string | undefined;
}

const texts = ['subscription', 'key', 'type', 'group', 'q'] as const;

const statuses: Record<View, Status[] | undefined> = {
  waiting: ['open', 'indeterminate'],
  progress: ['handling', 'retrying', 'outage', 'decided', 'running', 'moving'],
  settled: ['succeeded', 'discarded', 'redirected', 'superseded'],
  all: undefined,
};

/** Takes what it understands of an address and leaves the rest. A number there is a text that looks like one. */
export function readSearch(raw: Record<string, unknown>): ErrorsSearch {
  const search: ErrorsSearch = {};
  const view = views.find((known) => known === raw.status);
  if (view !== undefined && view !== 'waiting') {
    search.status = view;
  }
  for (const name of texts) {
    const value = raw[name];
    if (typeof value === 'string' ? value !== '' : typeof value === 'number' || typeof value === 'boolean') {
      search[name] = String(value);
    }
  }
  return search;
}

export function viewOf(search: ErrorsSearch): View {
  return search.status ?? 'waiting';
}

export function filterOf(search: ErrorsSearch): ErrorFilter {
  return { ...search, status: statuses[viewOf(search)] };
}

/** Whether anything beyond the view narrows the list. */
export function isFiltered(search: ErrorsSearch): boolean {
  return texts.some((name) => search[name] !== undefined);
}

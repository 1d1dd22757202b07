import type { Plugin } from '../api/types';

/** What a person may ask of a plugin. */
export type Step = 'start' | 'reload' | 'rollback' | 'stop' | 'remove';

const BY_STATE: Record<Plugin['state'], Step[]> = {
  started: ['reload', 'rollback', 'stop', 'remove'],
  failed: ['start', 'remove'],
  stopped: ['start', 'remove'],
};

/** A file that is no plugin has its name for an id, and takes no steps. */
export function stepsOf({ id, jar, state }: Pick<Plugin, 'id' | 'jar' | 'state'>): Step[] {
  return id === jar ? [] : BY_STATE[state];
}

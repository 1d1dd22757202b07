import type { Plugin } from '../api/types';

/** What a person may ask of a plugin. */
export type Step = 'start' | 'reload' | 'rollback' | 'stop' | 'remove';

const BY_STATE: Record<Plugin['state'], Step[]> = {
  started: ['reload', 'rollback', 'stop', 'remove'],
  failed: ['start', 'remove'],
  stopped: ['start', 'remove'],
  quarantined: ['start', 'rollback', 'stop', 'remove'],
};

/** A file that is no plugin has its name for an id. */
export function isPlugin({ id, jar }: Pick<Plugin, 'id' | 'jar'>): boolean {
  return id !== jar;
}

/** None for a file that is no plugin. */
export function stepsOf(plugin: Pick<Plugin, 'id' | 'jar' | 'state'>): Step[] {
  return isPlugin(plugin) ? BY_STATE[plugin.state] : [];
}

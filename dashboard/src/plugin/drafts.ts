import type { SeenPlugin } from '../api/queries';
import { draftsOf } from '../parts/drafts';
import { bodyOf, stampsOf, type Change, type Changes } from './changes';

/** Changes in progress, and what the options were when they began. */
export interface Draft {
  changes: Changes;
  /** The version of the options that the person has seen. */
  etag: string;
  stamps: ReadonlyMap<string, string>;
}

/** By plugin. */
const drafts = draftsOf<Draft>();

export const useDraft = drafts.use;
export const dropDraft = drafts.drop;

/** Keeps a change of one option; undefined takes it away. */
export function keepChange(seen: SeenPlugin, name: string, change: Change | undefined): void {
  const { id, options } = seen.plugin;
  const draft = drafts.get(id);
  const changes = new Map(draft?.changes);
  const began = draft !== undefined && !isEmpty(bodyOf(options, changes)) ? draft : seenBy(seen);
  if (change === undefined) {
    changes.delete(name);
  } else {
    changes.set(name, change);
  }
  keep(id, began, changes);
}

/** The person has seen what the options are now, and stays with the changes. */
export function keepOnTopOf(seen: SeenPlugin): void {
  const draft = drafts.get(seen.plugin.id);
  if (draft !== undefined) {
    keep(seen.plugin.id, seenBy(seen), draft.changes);
  }
}

/** Secrets that were typed do not stay when the page is left. */
export function forgetSecrets(id: string): void {
  const draft = drafts.get(id);
  if (draft !== undefined) {
    const open = [...draft.changes].filter(([, change]) => change.to === 'file' || !change.secret);
    keep(id, draft, new Map(open));
  }
}

function keep(id: string, { etag, stamps }: Omit<Draft, 'changes'>, changes: Changes): void {
  if (changes.size === 0) {
    drafts.drop(id);
  } else {
    drafts.keep(id, { changes, etag, stamps });
  }
}

function isEmpty(body: object): boolean {
  return Object.keys(body).length === 0;
}

function seenBy({ plugin, etag }: SeenPlugin): Omit<Draft, 'changes'> {
  return { etag, stamps: stampsOf(plugin.options) };
}

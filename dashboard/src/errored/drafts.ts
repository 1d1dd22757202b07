import { draftsOf } from '../parts/drafts';
import type { EventText } from './eventText';

/** An edit in progress, and the revision it began with. */
export interface Draft {
  text: EventText;
  revision: number;
}

/** By errored event. */
const drafts = draftsOf<Draft>();

export const { use: useDraft, keep: keepDraft, drop: dropDraft } = drafts;

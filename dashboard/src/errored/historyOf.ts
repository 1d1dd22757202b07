import type { ErroredDetail } from '../api/types';

const actions = [
  'leave',
  'retry-later',
  'resubmit',
  'edit',
  'discard',
  'discard-siding',
  'redirect',
  'restore',
] as const;
const outcomes = { succeeded: 'succeeded', 'failed again': 'failedAgain' } as const;

/** The action by its name in the catalogues; one that this dashboard does not know is 'decided'. */
export function knownAction(action: string): (typeof actions)[number] | 'decided' {
  return actions.find((known) => known === action) ?? 'decided';
}

export type What =
  'attempt' | 'decided' | (typeof actions)[number] | (typeof outcomes)[keyof typeof outcomes];

export interface HistoryEntry {
  key: string;
  what: What;
  number: number;
  at: string;
  by: string;
  /** Of a failure its message, of a decision its note. */
  text: string;
  revision: number;
  tone: 'danger' | 'ok' | 'run' | 'quiet';
}

/** Whether the event itself ran then; to drop it or to set it aside is done with the decision. */
function runs(action: string): boolean {
  return !action.startsWith('discard') && action !== 'redirect' && action !== 'supersede';
}

/** Attempts, decisions and outcomes in one order of time, the newest first. */
export function historyOf(detail: ErroredDetail): HistoryEntry[] {
  const entries: HistoryEntry[] = detail.attempts.map((attempt) => ({
    key: `attempt ${attempt.number}`,
    what: 'attempt',
    number: attempt.number,
    at: attempt.startedAt,
    by: '',
    text: attempt.cause.message || attempt.cause.type,
    revision: 0,
    tone: 'danger',
  }));
  for (const resolution of detail.resolutions) {
    entries.push({
      key: `resolution ${resolution.number}`,
      what: knownAction(resolution.action),
      number: resolution.number,
      at: resolution.decidedAt,
      by: resolution.by,
      text: resolution.note,
      revision: resolution.revision,
      tone: resolution.action.startsWith('discard') || resolution.action === 'leave' ? 'quiet' : 'run',
    });
    const outcome = outcomes[resolution.outcome as keyof typeof outcomes];
    if (outcome === 'succeeded' && resolution.outcomeAt !== null && runs(resolution.action)) {
      entries.push({
        key: `outcome ${resolution.number}`,
        what: outcome,
        number: resolution.number,
        at: resolution.outcomeAt,
        by: '',
        text: '',
        revision: 0,
        tone: 'ok',
      });
    }
  }
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => Date.parse(b.entry.at) - Date.parse(a.entry.at) || b.index - a.index)
    .map(({ entry }) => entry);
}

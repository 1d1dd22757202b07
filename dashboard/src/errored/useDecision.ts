import { useState } from 'react';
import { Problem } from '../api/problem';
import type { ErroredDetail } from '../api/types';
import { discard, redirect, resubmit, restore } from './decide';
import { eventOf, UnreadableEdit, type DataKind, type EventText, type Part } from './eventText';

interface Options {
  /** The edit; undefined runs it as it is. */
  text: EventText | undefined;
  kind: DataKind;
  onUnreadable: (part: Part) => void;
  onDecided: (edited: boolean) => void;
  onSettled: () => void;
}

/** What this person decided on this page, and how the node took it. */
export interface DecisionState {
  busy: boolean;
  problem: Problem | null;
  unreadable: UnreadableEdit | null;
  /** What was done, and how many others it concerns: those behind it, or those before one that came back. */
  decided: {
    action: 'resubmit' | 'discard' | 'discard-siding' | 'redirect' | 'restore';
    others: number;
  } | null;
  note: string;
  setNote: (note: string) => void;
  confirmed: boolean;
  setConfirmed: (confirmed: boolean) => void;
  send: () => void;
  drop: (scope: 'event' | 'siding') => void;
  redirect: (channel: string) => void;
  restore: () => void;
}

export function useDecision(detail: ErroredDetail, options: Options): DecisionState {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [unreadable, setUnreadable] = useState<UnreadableEdit | null>(null);
  const [decided, setDecided] = useState<DecisionState['decided']>(null);
  const [note, setNote] = useState('');
  const [confirmed, setConfirmed] = useState(false);

  const decide = (edited: boolean, ask: () => Promise<NonNullable<DecisionState['decided']>>) => {
    if (busy) {
      return;
    }
    setBusy(true);
    setProblem(null);
    setUnreadable(null);
    setDecided(null);
    ask()
      .then(
        (done) => {
          setDecided(done);
          setNote('');
          setConfirmed(false);
          options.onDecided(edited);
        },
        (failure: unknown) => setProblem(failure instanceof Problem ? failure : new Problem(0, {})),
      )
      .finally(() => {
        setBusy(false);
        options.onSettled();
      });
  };

  const seen = { id: detail.id, version: detail.version, note: note.trim() };
  const send = () => {
    const text = options.text;
    try {
      const event = text === undefined ? undefined : eventOf(text, options.kind);
      decide(text !== undefined, async () => {
        await resubmit(seen, event, confirmed);
        return { action: 'resubmit', others: detail.waiting };
      });
    } catch (failure) {
      if (!(failure instanceof UnreadableEdit)) {
        throw failure;
      }
      setUnreadable(failure);
      options.onUnreadable(failure.part);
    }
  };
  const drop = (scope: 'event' | 'siding') =>
    decide(true, async () => {
      const { affected } = await discard(seen, scope);
      return { action: scope === 'siding' ? 'discard-siding' : 'discard', others: affected ?? 0 };
    });
  const sendTo = (channel: string) =>
    decide(true, async () => {
      await redirect(seen, channel);
      return { action: 'redirect', others: detail.waiting };
    });
  const back = () =>
    decide(false, async () => {
      const { before } = await restore(seen, confirmed);
      return { action: 'restore', others: before ?? 0 };
    });

  return {
    busy,
    problem,
    unreadable,
    decided,
    note,
    setNote,
    confirmed,
    setConfirmed,
    send,
    drop,
    redirect: sendTo,
    restore: back,
  };
}

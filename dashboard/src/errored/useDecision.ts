import { useState } from 'react';
import { Problem } from '../api/problem';
import type { ErroredDetail } from '../api/types';
import { isAfter } from './course';
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
  /** A decision is on its way, or was taken and the event is not read again yet. */
  busy: boolean;
  problem: Problem | null;
  unreadable: UnreadableEdit | null;
  /** What was done, and how many others it concerns: those behind it, or those before one that came back. */
  decided: {
    action: 'resubmit' | 'discard' | 'discard-siding' | 'redirect' | 'restore';
    others: number;
    /** The version that was decided on. */
    seen: number;
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
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [unreadable, setUnreadable] = useState<UnreadableEdit | null>(null);
  const [decided, setDecided] = useState<DecisionState['decided']>(null);
  const [note, setNote] = useState('');
  const [confirmed, setConfirmed] = useState(false);

  const busy = asking || (decided !== null && !isAfter(detail, decided.seen));

  const decide = (edited: boolean, ask: () => Promise<NonNullable<DecisionState['decided']>>) => {
    if (busy) {
      return;
    }
    setAsking(true);
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
        setAsking(false);
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
        return { action: 'resubmit', others: detail.waiting, seen: seen.version };
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
      return {
        action: scope === 'siding' ? 'discard-siding' : 'discard',
        others: affected ?? 0,
        seen: seen.version,
      };
    });
  const sendTo = (channel: string) =>
    decide(true, async () => {
      await redirect(seen, channel);
      return { action: 'redirect', others: detail.waiting, seen: seen.version };
    });
  const back = () =>
    decide(false, async () => {
      const { before } = await restore(seen, confirmed);
      return { action: 'restore', others: before ?? 0, seen: seen.version };
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

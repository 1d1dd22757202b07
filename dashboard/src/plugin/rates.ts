import type { Subscription } from '../api/types';

/** What subscriptions had done at one moment, by name. */
export interface Sample {
  at: number;
  done: ReadonlyMap<string, number>;
}

const WINDOW_MILLIS = 15_000;
/** Over less than this a rate says nothing. */
const LEAST_MILLIS = 2000;
/** Nobody has told for longer than the page asks: nothing is known of now. */
const STALE_MILLIS = 20_000;

export function sampleOf(subscriptions: readonly Subscription[], at: number): Sample {
  return { at, done: new Map(subscriptions.map(({ name, processed }) => [name, processed])) };
}

/** The samples that still count, with a new one. A node that was restarted counts from zero again, and so do these. */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const last = samples.at(-1);
  const restarted = [...(last?.done ?? [])].some(([name, done]) => (next.done.get(name) ?? done) < done);
  return restarted ? [next] : [...samples.filter(({ at }) => next.at - at <= WINDOW_MILLIS), next];
}

/** What a subscription does per second now; null where that is not known (yet). */
export function rateOf(samples: readonly Sample[], name: string, now: number): number | null {
  const last = samples.at(-1);
  const end = last?.done.get(name);
  if (last === undefined || end === undefined || now - last.at > STALE_MILLIS) {
    return null;
  }
  const first = samples.find(({ done }) => done.has(name));
  const begin = first?.done.get(name);
  return first === undefined || begin === undefined || last.at - first.at < LEAST_MILLIS
    ? null
    : ((end - begin) * 1000) / (last.at - first.at);
}

import { describe, expect, it } from 'vitest';
import type { Subscription } from '../src/api/types';
import { addedBy, othersReplacedWith, tellsMore, usersOf } from '../src/plugin/adds';
import { rateOf, sampleOf, withSample, type Sample } from '../src/plugin/rates';
import { plugin } from './pluginOptions';

describe('what a plugin adds', () => {
  const detail = plugin({
    processors: ['place', 'idle'],
    errorHandlers: ['repair'],
    replaced: ['desk', 'child'],
    uses: [
      { subscription: 'one', components: ['place', 'repair'] },
      { subscription: 'two', components: ['place'] },
      { subscription: 'three', components: ['gone'] },
      { subscription: 'far', components: [] },
    ],
  });

  it('is told with who uses each, unused and missing ones too', () => {
    expect(
      addedBy(detail).map(({ component, kind, subscription }) => [component, kind, subscription]),
    ).toEqual([
      ['place', 'processor', 'one'],
      ['place', 'processor', 'two'],
      ['idle', 'processor', null],
      ['repair', 'errorHandler', 'one'],
      ['gone', null, 'three'],
      [null, null, 'far'],
    ]);
  });

  it('is measured by those that use it itself', () => {
    expect(usersOf(detail)).toEqual(['one', 'two', 'three']);
    expect(othersReplacedWith(detail)).toEqual(['child']);
  });

  it('says why a subscription stands, but for what the top of the page has said', () => {
    const missing = { state: 'processor-missing', detail: "plugin 'desk' is quarantined: …" } as const;

    expect(tellsMore(missing, 'quarantined')).toBe(false);
    expect(tellsMore(missing, 'started')).toBe(true);
    expect(tellsMore({ state: 'order-changed', detail: 'drain it first' }, 'failed')).toBe(true);
    expect(tellsMore({ state: 'running', detail: '' }, 'started')).toBe(false);
  });
});

describe('a rate', () => {
  const at = (millis: number, processed: number) =>
    sampleOf([{ name: 'one', processed } as Subscription], millis);
  const after = (...samples: Sample[]) => samples.reduce<Sample[]>(withSample, []);

  it('is what was done over the last seconds', () => {
    expect(rateOf(after(at(0, 1000), at(20_000, 1000), at(25_000, 1100)), 'one', 25_000)).toBe(20);
    expect(rateOf(after(at(0, 5), at(5000, 5)), 'one', 5000)).toBe(0);
  });

  it('is not told where nobody knows', () => {
    expect(rateOf([], 'one', 0)).toBeNull();
    expect(rateOf(after(at(0, 5), at(1000, 5)), 'one', 1000)).toBeNull();
    expect(rateOf(after(at(0, 5), at(5000, 50)), 'two', 5000)).toBeNull();
    expect(rateOf(after(at(0, 5), at(5000, 50)), 'one', 60_000)).toBeNull();
  });

  it('begins anew with a node that counts from zero again', () => {
    const samples = after(at(0, 1000), at(5000, 3), at(10_000, 8));

    expect(rateOf(samples, 'one', 10_000)).toBe(1);
  });
});

import { expect, it } from 'vitest';
import type { ErroredDetail } from '../src/api/types';
import { historyOf } from '../src/errored/historyOf';

function resolution(number: number, action: string, outcome: string | null) {
  const at = `2026-01-01T00:0${number}:00Z`;
  return {
    number,
    action,
    revision: 0,
    by: 'ann',
    note: '',
    decidedAt: at,
    outcome,
    outcomeAt: outcome && at,
  };
}

it('tells of a success where the event ran, and not where it was dropped or sent away', () => {
  const detail = {
    attempts: [],
    resolutions: [
      resolution(1, 'discard', 'succeeded'),
      resolution(2, 'restore', 'failed again'),
      resolution(3, 'edit', 'succeeded'),
      resolution(4, 'redirect', 'succeeded'),
    ],
  } as unknown as ErroredDetail;

  expect(historyOf(detail).map(({ what }) => what)).toEqual([
    'redirect',
    'succeeded',
    'edit',
    'restore',
    'discard',
  ]);
});

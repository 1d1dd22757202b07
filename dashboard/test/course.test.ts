import { describe, expect, it } from 'vitest';
import type { ErroredDetail } from '../src/api/types';
import { courseOf, isAfter, isDecidable, lastDecision } from '../src/errored/course';
import { framesOf } from '../src/errored/frames';
import { historyOf } from '../src/errored/historyOf';
import { agoOf } from '../src/parts/agoOf';

const resolution = (number: number, action: string, outcome: string | null = null) => ({
  number,
  action,
  revision: 0,
  by: 'alice',
  note: '',
  decidedAt: `2026-01-01T00:00:0${number}Z`,
  outcome,
  outcomeAt: outcome === null ? null : `2026-01-01T00:00:0${number}.500Z`,
});

const detail = (more: Partial<ErroredDetail>) =>
  ({ attempts: [], resolutions: [], ...more }) as unknown as ErroredDetail;

describe('the course of an errored event', () => {
  it('says nothing of a decision while it is as the decision found it', () => {
    expect(isAfter(detail({ version: 2 }), 2)).toBe(false);
    expect(isAfter(detail({ version: 3 }), 2)).toBe(true);
  });

  it('ends where nobody decides any more', () => {
    expect(courseOf('running')).toBe('runs');
    expect(isDecidable('open')).toBe(true);
    expect(isDecidable('retrying')).toBe(true);
    expect(isDecidable('decided')).toBe(false);
    expect(isDecidable('succeeded')).toBe(false);
  });

  it('counts leaving it to a person for no decision', () => {
    expect(
      lastDecision(detail({ resolutions: [resolution(1, 'edit'), resolution(2, 'leave')] }))?.number,
    ).toBe(1);
    expect(lastDecision(detail({ resolutions: [resolution(1, 'leave')] }))).toBeUndefined();
  });

  it('is told the newest first', () => {
    const history = historyOf(
      detail({ resolutions: [resolution(1, 'leave'), resolution(2, 'edit', 'succeeded')] }),
    );

    expect(history.map(({ what }) => what)).toEqual(['succeeded', 'edit', 'leave']);
  });

  it('names an action that it does not know a decision', () => {
    expect(historyOf(detail({ resolutions: [resolution(1, 'teleport')] }))[0]?.what).toBe('decided');
  });
});

describe('a stack trace', () => {
  it('shows what is of the plugin first', () => {
    const trace =
      'X: no\n\tat io.acme.A.a(A.java:1)\n\tat io.acme.B.b(B.java:2)\n\tat io.sidetrack.kernel.C.c(C.java:3)\n';

    expect(framesOf(trace).head.map(({ text }) => text.trim())).toEqual([
      'X: no',
      'at io.acme.A.a(A.java:1)',
      'at io.acme.B.b(B.java:2)',
    ]);
    expect(framesOf(trace).all).toHaveLength(4);
  });
});

describe('how long ago', () => {
  it('is told in the largest unit, and never negative', () => {
    expect(agoOf(0, 125_000, 'en')).toBe('2m');
    expect(agoOf(0, 125_000, 'ko')).toBe('2분');
    expect(agoOf(5000, 0, 'en')).toBe('0s');
  });
});

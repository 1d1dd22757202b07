import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SeenPlugin } from '../src/api/queries';
import { dropDraft } from '../src/plugin/drafts';
import { useOptions } from '../src/plugin/useOptions';
import { option, plugin, seen, setHere } from './pluginOptions';

const quiet = option('quiet', { value: '1d', isSet: true });
const url = option('url', { secret: true, isSet: true, origin: 'file' });

let asked: { seen: string | null; body: unknown }[];
let answers: Response[];

function form(first: SeenPlugin) {
  const queries = new QueryClient();
  return renderHook(({ now }) => useOptions(now), {
    initialProps: { now: first },
    wrapper: ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    ),
  });
}

function refused(status: number, code: string, errors?: { at: string; detail: string }[]): Response {
  return new Response(JSON.stringify({ type: `/docs/problems/${code}`, title: code, detail: code, errors }), {
    status,
  });
}

function fine(etag: string, ...options: SeenPlugin['plugin']['options']): Response {
  return new Response(JSON.stringify(plugin({ options })), { headers: { ETag: etag } });
}

const value = (text: string, secret = false) => ({ to: 'value', text, secret }) as const;

beforeEach(() => {
  asked = [];
  answers = [];
  dropDraft('desk');
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push({ seen: request.headers.get('If-Match'), body: await request.json() });
    return answers.shift() ?? refused(500, 'internal');
  });
});

afterEach(() => vi.unstubAllGlobals());

describe('options that are set', () => {
  it('go on the version that was seen when the change began, and are done then', async () => {
    const { result, rerender } = form(seen('"7"', quiet, url));
    act(() => result.current.change(quiet, value('2h')));
    act(() => result.current.change(url, value('http://x', true)));
    expect(result.current.body).toEqual({ quiet: '2h', url: 'http://x' });
    answers = [fine('"8"', setHere('quiet', '2h'), url)];

    act(() => result.current.apply());
    await waitFor(() => expect(result.current.done).toBe('started'));
    rerender({ now: seen('"8"', setHere('quiet', '2h'), url) });

    expect(asked).toEqual([{ seen: '"7"', body: { quiet: '2h', url: 'http://x' } }]);
    expect(result.current.dirty).toBe(false);
    expect(result.current.problem).toBeNull();
  });

  it('are no change any more once they are typed back', () => {
    const { result } = form(seen('"7"', quiet));
    act(() => result.current.change(quiet, value('2h')));
    act(() => result.current.change(quiet, value('1d')));

    expect(result.current.changeOf(quiet)).toBeUndefined();
    act(() => result.current.apply());
    expect(asked).toEqual([]);
  });

  it('that are not as declared have the complaint at the option, until that is changed', async () => {
    const { result } = form(seen('"7"', quiet, url));
    act(() => result.current.change(quiet, value('soon')));
    answers = [
      refused(422, 'invalid-options', [
        { at: '/quiet', detail: 'expected a duration' },
        { at: '/loud', detail: 'unknown option' },
      ]),
    ];
    act(() => result.current.apply());
    await waitFor(() => expect(result.current.complaintsOf(quiet)).toEqual(['expected a duration']));

    expect(result.current.complaintsOf(url)).toEqual([]);
    expect(result.current.unplaced).toEqual([{ at: '/loud', detail: 'unknown option' }]);
    expect(result.current.changeOf(quiet)).toEqual(value('soon'));
    act(() => result.current.change(quiet, value('2h')));
    expect(result.current.complaintsOf(quiet)).toEqual([]);
  });

  it('over those of somebody else are refused, kept, and go on top of them once they were seen', async () => {
    const { result, rerender } = form(seen('"7"', quiet, url));
    act(() => result.current.change(quiet, value('2h')));
    answers = [refused(412, 'other-version')];
    act(() => result.current.apply());
    await waitFor(() => expect(result.current.problem?.isConflict).toBe(true));
    const theirs = setHere('quiet', '3h', 'bob');
    rerender({ now: seen('"9"', theirs, url) });

    expect(result.current.overtaken).toBe(true);
    expect(result.current.meanwhile).toEqual(['quiet']);
    expect(result.current.isMeanwhile(theirs)).toBe(true);
    expect(result.current.changeOf(theirs)).toEqual(value('2h'));

    act(() => result.current.keepMine());
    expect(result.current.overtaken).toBe(false);
    expect(result.current.problem).toBeNull();
    answers = [fine('"10"', setHere('quiet', '2h'), url)];
    act(() => result.current.apply());
    await waitFor(() => expect(result.current.done).toBe('started'));
    expect(asked.map((each) => each.seen)).toEqual(['"7"', '"9"']);
  });

  it('are overtaken as soon as that is known, and never go on a version that was not seen', async () => {
    const { result, rerender } = form(seen('"7"', quiet, url));
    act(() => result.current.change(quiet, value('2h')));
    rerender({
      now: seen('"8"', quiet, { ...url, origin: 'set-here', by: 'bob', at: '2026-01-31T09:00:00Z' }),
    });

    expect(result.current.overtaken).toBe(true);
    expect(result.current.meanwhile).toEqual(['url']);
    answers = [refused(412, 'other-version')];
    act(() => result.current.apply());
    await waitFor(() => expect(result.current.problem?.isConflict).toBe(true));
    expect(asked).toEqual([{ seen: '"7"', body: { quiet: '2h' } }]);

    act(() => result.current.dropAll());
    expect(result.current.problem).toBeNull();
    expect(result.current.overtaken).toBe(false);
    expect(result.current.dirty).toBe(false);
  });

  it('stay typed when the page is left, secrets do not', () => {
    const first = form(seen('"7"', quiet, url));
    act(() => first.result.current.change(quiet, value('2h')));
    act(() => first.result.current.change(url, value('hunter2', true)));
    expect(first.result.current.body).toEqual({ quiet: '2h', url: 'hunter2' });
    first.unmount();

    expect(form(seen('"7"', quiet, url)).result.current.body).toEqual({ quiet: '2h' });
  });
});

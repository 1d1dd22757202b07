import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyed } from '../src/api/idempotency';
import { Problem } from '../src/api/problem';

const URL = 'http://node/api/v1/errors/e1/discard';

let keys: (string | null)[];
let bodies: string[];
let fails: (Problem | null)[];
let ask: (request: Request) => Promise<Response>;

const lost = () => new Problem(0, {});

function discard(note = '', version = '"3"', url = URL): Request {
  return new Request(url, { method: 'POST', headers: { 'If-Match': version }, body: note });
}

/** The answer, or the problem, once every repeat is over. */
async function end(asked: Promise<Response>): Promise<number> {
  const settled = asked.then(
    ({ status }) => status,
    (failure: unknown) => (failure as Problem).status,
  );
  await vi.runAllTimersAsync();
  return settled;
}

beforeEach(() => {
  vi.useFakeTimers();
  keys = [];
  bodies = [];
  fails = [];
  ask = keyed(async (request) => {
    keys.push(request.headers.get('Idempotency-Key'));
    bodies.push(await request.text());
    const failure = fails.shift();
    if (failure) {
      throw failure;
    }
    return new Response('', { status: 200 });
  });
});

afterEach(() => vi.useRealTimers());

describe('a change', () => {
  it('goes again under its key, with its body, when its answer got lost', async () => {
    fails = [lost(), lost()];

    expect(await end(ask(discard('why')))).toBe(200);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(bodies).toEqual(['why', 'why', 'why']);
  });

  it('has a key of its own each time that it was answered', async () => {
    await end(ask(discard()));
    fails = [new Problem(412, {})];
    expect(await end(ask(discard()))).toBe(412);
    await end(ask(discard()));

    expect(new Set(keys).size).toBe(3);
  });

  it('keeps its key when a person asks for the same decision again', async () => {
    fails = [lost(), lost(), lost(), lost()];
    expect(await end(ask(discard()))).toBe(0);
    expect(await end(ask(discard()))).toBe(200);
    expect(keys).toHaveLength(5);
    expect(new Set(keys).size).toBe(1);
    await end(ask(discard()));

    expect(new Set(keys).size).toBe(2);
  });

  it('is another one on another version or with another note', async () => {
    fails = [lost(), lost(), lost(), lost()];
    await end(ask(discard()));
    await end(ask(discard('', '"4"')));
    await end(ask(discard('why')));

    expect(new Set(keys).size).toBe(3);
  });

  it('without a version is another one each time: what was asked for between may have undone it', async () => {
    const pause = () => new Request('http://node/api/v1/subscriptions/s/pause', { method: 'POST' });
    fails = [lost(), lost(), lost(), lost()];
    await end(ask(pause()));
    await end(ask(pause()));

    expect(new Set(keys).size).toBe(2);
  });

  it('that answers with a secret goes once, and reading has no key', async () => {
    fails = [lost()];
    expect(await end(ask(discard('', '"3"', 'http://node/api/v1/tokens')))).toBe(0);
    await end(ask(new Request('http://node/api/v1/errors')));

    expect(keys).toEqual([null, null]);
  });
});

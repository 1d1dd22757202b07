import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { follow, type FeedState } from '../src/live/feed';

const encoder = new TextEncoder();

/** A connection that the test plays the node of. */
class Connection {
  private stream!: ReadableStreamDefaultController<Uint8Array>;
  readonly lastEventId: string | null;

  constructor(request: Request, answer: (response: Response) => void) {
    this.lastEventId = request.headers.get('Last-Event-ID');
    const body = new ReadableStream<Uint8Array>({ start: (stream) => void (this.stream = stream) });
    request.signal.addEventListener('abort', () => {
      this.aborted = true;
      this.stream.error(new DOMException('', 'AbortError'));
    });
    answer(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
  }

  aborted = false;

  send(text: string): void {
    this.stream.enqueue(encoder.encode(text));
  }

  cut(): void {
    this.stream.error(new TypeError('network'));
  }
}

let connections: Connection[];
let visibility: DocumentVisibilityState;

async function settle(millis = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(millis);
}

function show(state: DocumentVisibilityState): void {
  visibility = state;
  document.dispatchEvent(new Event('visibilitychange'));
}

function following() {
  const seen: string[] = [];
  const states: FeedState[] = [];
  const stop = follow('/feed', {
    onMessage: ({ data }) => seen.push(data),
    onBegin: () => seen.push('begin'),
    onState: (state) => states.push(state),
  });
  return { seen, states, stop };
}

beforeEach(() => {
  vi.useFakeTimers();
  connections = [];
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  vi.stubGlobal(
    'fetch',
    (request: Request) =>
      new Promise<Response>((answer) => connections.push(new Connection(request, answer))),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a feed that is followed', () => {
  it('goes on behind the last message after a cut, and says only once that it begins', async () => {
    const { seen, states, stop } = following();
    await settle();
    connections[0]?.send('id: 4\n\n');
    connections[0]?.send('id: 5\nevent: errored\ndata: five\n\n');
    await settle();
    connections[0]?.cut();
    await settle(1000);
    connections[1]?.send('id: 6\ndata: six\n\n');
    await settle();

    expect(connections.map((each) => each.lastEventId)).toEqual([null, '5']);
    expect(seen).toEqual(['begin', 'five', 'six']);
    expect(states).toEqual(['connected', 'lost', 'connected']);
    stop();
  });

  it('goes on behind an id that came without a message', async () => {
    const { seen, stop } = following();
    await settle();
    connections[0]?.send('id: 4\n\n');
    await settle();
    connections[0]?.cut();
    await settle(1000);

    expect(connections[1]?.lastEventId).toBe('4');
    expect(seen).toEqual(['begin']);
    stop();
  });

  it('says that it begins again where it has no id to go on from', async () => {
    const { seen, stop } = following();
    await settle();
    connections[0]?.cut();
    await settle(1000);

    expect(seen).toEqual(['begin', 'begin']);
    stop();
  });

  it('takes a silent connection for dead, and a second one for a feed that does not come through', async () => {
    const { states, stop } = following();
    await settle();
    await settle(35_000);
    expect(states).toEqual(['connected', 'lost']);
    await settle(1000);
    await settle(35_000);

    expect(states).toEqual(['connected', 'lost', 'connected', 'unsupported']);
    stop();
  });

  it('lets go of the connection while nobody sees the page, and comes back behind what it saw', async () => {
    const { seen, states, stop } = following();
    await settle();
    connections[0]?.send('id: 5\ndata: five\n\n');
    await settle();
    show('hidden');
    await settle(10_000);
    show('visible');
    connections[0]?.send(': heartbeat\n\n');
    await settle(30_000);
    expect(connections[0]?.aborted).toBe(false);
    connections[0]?.send(': heartbeat\n\n');
    show('hidden');
    await settle(30_000);
    expect(connections[0]?.aborted).toBe(true);
    await settle(60_000);
    expect(connections).toHaveLength(1);
    show('visible');
    await settle();

    expect(connections[1]?.lastEventId).toBe('5');
    expect(seen).toEqual(['begin', 'five']);
    expect(states).toEqual(['connected', 'connected']);
    stop();
  });

  it('ends when nobody follows it any more', async () => {
    const { stop } = following();
    await settle();
    stop();
    await settle(60_000);

    expect(connections).toHaveLength(1);
    expect(connections[0]?.aborted).toBe(true);
  });
});

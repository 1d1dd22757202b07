import { ask } from '../api/client';
import { Problem } from '../api/problem';
import { messagesOf, type Message } from './messages';
import { whileVisible } from './visibility';

/** `unsupported`: the node answers the path, but what comes from there is no feed. */
export type FeedState = 'connecting' | 'connected' | 'lost' | 'unsupported';

interface Listener {
  onMessage: (message: Message) => void;
  /** The feed begins here and not behind a message that was seen: what came before must be read elsewhere. */
  onBegin?: () => void;
  onState: (state: FeedState) => void;
}

/** How often to read in place of a feed: seldom while it may come back, which tells what was missed. */
export function pollMillisOf(state: FeedState): number | false {
  return state === 'unsupported' ? 3000 : state === 'lost' ? 15_000 : false;
}

const FIRST_RETRY_MILLIS = 1000;
const LAST_RETRY_MILLIS = 15_000;
/** Twice the heartbeat of the node; a connection silent for longer is dead. */
const SILENCE_MILLIS = 35_000;

/**
 * Follows a feed (server-sent events) until the returned function is called. Unlike EventSource it tells a refused
 * login from a lost connection, notices a dead one, and lets go of the connection while nobody sees the page: a browser has
 * six to a node, over all its tabs. It connects again by itself behind the last message it saw.
 */
export function follow(path: string, listener: Listener): () => void {
  const stop = new AbortController();
  void run(path, listener, stop.signal);
  return () => stop.abort();
}

async function run(path: string, listener: Listener, stop: AbortSignal): Promise<void> {
  let lastId = '';
  let retry = FIRST_RETRY_MILLIS;
  let silent = 0;
  while (!stop.aborted) {
    const visible = await whileVisible(stop);
    const dead = new AbortController();
    const signal = AbortSignal.any([stop, visible, dead.signal]);
    try {
      const response = await ask(new Request(location.origin + path, { headers: headers(lastId), signal }));
      if (!response.headers.get('Content-Type')?.startsWith('text/event-stream') || response.body === null) {
        void response.body?.cancel();
        listener.onState('unsupported');
        return;
      }
      listener.onState('connected');
      if (lastId === '') {
        listener.onBegin?.();
      }
      for await (const message of messagesOf(response.body, SILENCE_MILLIS, () => dead.abort())) {
        retry = FIRST_RETRY_MILLIS;
        silent = 0;
        lastId = message.id || lastId;
        if (message.data !== '') {
          listener.onMessage(message);
        }
      }
    } catch (failure) {
      if (failure instanceof Problem && !failure.isPassing) {
        listener.onState('unsupported');
        return;
      }
    }
    if (stop.aborted || visible.aborted) {
      continue;
    }
    silent += dead.signal.aborted ? 1 : 0;
    if (silent > 1) {
      listener.onState('unsupported'); // something between keeps back what the node sends
      return;
    }
    listener.onState('lost');
    await new Promise((resume) => setTimeout(resume, retry));
    retry = Math.min(LAST_RETRY_MILLIS, retry * 2);
  }
}

function headers(lastId: string): Record<string, string> {
  return {
    Accept: 'text/event-stream',
    ...(lastId === '' ? {} : { 'Last-Event-ID': lastId }),
  };
}

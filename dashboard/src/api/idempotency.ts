import { Problem } from './problem';

type Ask = (request: Request) => Promise<Response>;

const HEADER = 'Idempotency-Key';
/** How long to wait before each repeat of a request whose answer got lost. */
const REPEATS_MILLIS = [500, 1500, 4000];
/** What answers with a secret is done again each time: the node keeps no such answer. */
const SECRET = /\/api\/v1\/(session|tokens|login-links)$/;

/**
 * Gives each change a key of its own, under which the node does it once. Where no answer came, because the connection broke or the node
 * is away, the same request goes again under the same key, a few times by itself; a decision, which names the version it was taken on,
 * also when the person asks for it once more.
 */
export function keyed(ask: Ask): Ask {
  const unanswered = new Map<string, string>();

  return async (request) => {
    if (request.method === 'GET' || SECRET.test(new URL(request.url).pathname)) {
      return ask(request);
    }
    const decision = request.headers.has('If-Match') ? await contentOf(request) : null;
    const key = (decision !== null && unanswered.get(decision)) || crypto.randomUUID();
    request.headers.set(HEADER, key);
    try {
      const response = await repeatedly(ask, request);
      forget(decision);
      return response;
    } catch (failure) {
      if (isUnanswered(failure) && decision !== null) {
        unanswered.set(decision, key);
      } else {
        forget(decision);
      }
      throw failure;
    }
  };

  function forget(decision: string | null): void {
    if (decision !== null) {
      unanswered.delete(decision);
    }
  }
}

async function repeatedly(ask: Ask, request: Request): Promise<Response> {
  for (const wait of REPEATS_MILLIS) {
    try {
      return await ask(request.clone());
    } catch (failure) {
      if (!isUnanswered(failure)) {
        throw failure;
      }
    }
    await new Promise((resume) => setTimeout(resume, wait));
  }
  return ask(request);
}

function isUnanswered(failure: unknown): boolean {
  return failure instanceof Problem && failure.status === 0;
}

async function contentOf(request: Request): Promise<string> {
  return JSON.stringify([
    request.method,
    request.url,
    request.headers.get('If-Match'),
    await request.clone().text(),
  ]);
}

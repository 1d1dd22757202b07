import createClient from 'openapi-fetch';
import type { paths } from './contract.gen';
import { keyed } from './idempotency';
import { Problem, problemOf } from './problem';

let onUnauthorized: () => void = () => undefined;

/** Called once a request was refused because nobody is logged in (any more). */
export function whenUnauthorized(listener: () => void): void {
  onUnauthorized = listener;
}

/** `fetch` that answers with a response that is fine, and fails with a Problem otherwise. */
export async function ask(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (failure) {
    if (request.signal.aborted) {
      throw failure;
    }
    throw new Problem(0, {});
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.isUnauthorized && !new URL(request.url).pathname.endsWith('/session')) {
      onUnauthorized();
    }
    throw problem;
  }
  return response;
}

/** `ask`, where a change that is sent again because its answer got lost still happens once. */
const askOnce = keyed(ask);

/** The JSON answers of the contract; feeds go their own way, in src/live. */
export const api = createClient<paths, 'application/json'>({ baseUrl: location.origin, fetch: askOnce });

/** What a call of `api` carries; `ask` has thrown every failure before. */
export function dataOf<T>(answer: { data?: T }): T {
  return answer.data as T;
}

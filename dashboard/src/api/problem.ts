import type { components } from './contract.gen';

type ProblemBody = components['schemas']['Problem'];

/** A failure as the node tells it (RFC 9457), or what stands for it where no node answered. */
export class Problem extends Error {
  /** The stable last part of `type`, such as `other-version`; `unreachable` where no node answered. */
  readonly code: string;
  readonly status: number;
  readonly body: Partial<ProblemBody>;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, body: Partial<ProblemBody>, retryAfterSeconds?: number) {
    super(body.detail ?? body.title ?? '');
    this.name = 'Problem';
    this.status = status;
    this.body = body;
    this.code = body.type?.replace(/^.*[:/]/, '') ?? (status === 0 ? 'unreachable' : `http-${status}`);
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get isUnauthorized(): boolean {
    return this.status === 401;
  }

  get isConflict(): boolean {
    return this.status === 412;
  }

  /** Whether the same request may succeed a little later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new Problem(response.status, readBody(await response.text()), Number.isNaN(wait) ? undefined : wait);
}

function readBody(text: string): Partial<ProblemBody> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Partial<ProblemBody>) : {};
  } catch {
    return {};
  }
}

import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What lies between a browser and the node, and can be broken: streams are cut, answers get lost. */
export class Wire {
  /** The changes that were asked for, each with its key, repeats included. */
  readonly changes: { path: string; key: string }[] = [];
  private readonly streams = new Set<ServerResponse>();
  private waiting: (() => void)[] = [];
  private holding = false;
  private losing: RegExp | undefined;
  private losses = 0;

  private constructor(
    private readonly server: Server,
    private readonly node: string,
  ) {}

  static async to(node: string): Promise<Wire> {
    const server = createServer();
    const wire = new Wire(server, node);
    server.on('request', (asked, answer) => wire.carry(asked, answer));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks every stream, and lets none through until `letStreams`. Everything else goes through. */
  cutStreams(): void {
    this.holding = true;
    this.streams.forEach((stream) => stream.destroy());
    this.streams.clear();
  }

  letStreams(): void {
    this.holding = false;
    this.waiting.forEach((carry) => carry());
    this.waiting = [];
  }

  /**
   * The next two answers to such a path get lost on their way back; the node has done what was asked. Two, because a browser by itself
   * sends a request once more where the connection was used before.
   */
  loseAnswers(path: RegExp): void {
    this.losing = path;
    this.losses = 2;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private carry(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? '';
    const stream = asked.headers.accept === 'text/event-stream';
    if (stream && this.holding) {
      this.waiting.push(() => this.carry(asked, answer));
      return;
    }
    if (asked.method !== 'GET') {
      this.changes.push({ path, key: String(asked.headers['idempotency-key']) });
    }
    if (stream) {
      this.streams.add(answer);
    }
    const onward = request(
      this.node + path,
      { method: asked.method ?? 'GET', headers: asked.headers },
      (back) => {
        if (this.losses > 0 && this.losing?.test(path)) {
          this.losses--;
          back.resume().once('end', () => answer.destroy());
          return;
        }
        answer.writeHead(back.statusCode ?? 502, back.headers);
        back.pipe(answer);
      },
    );
    onward.once('error', () => answer.destroy());
    answer.once('close', () => onward.destroy());
    asked.pipe(onward);
  }
}

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

  /** The next answer to such a path gets lost on its way back; the node has done what was asked. */
  loseAnswer(path: RegExp): void {
    this.losing = path;
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
        if (this.losing?.test(path)) {
          this.losing = undefined;
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

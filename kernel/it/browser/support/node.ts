import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const dist = resolve(process.env.SIDETRACK_DIST ?? '../../target/sidetrack');

/** Further lines of a configuration, below the key that each is named after. */
interface More {
  brokers?: string;
  channels?: string;
  subscriptions?: string;
  plugins?: string;
}

const config = (port: number, more: More) => `
http: {port: ${port}}
brokers: ${more.brokers ?? '{}'}
channels:
  trades: {}
  trades-placed: {}
${more.channels ?? ''}
subscriptions:
  place-trade:
    processor: trading.place-trade
    from: [trades]
    to: {placed: trades-placed}
${more.subscriptions ?? ''}
plugins: ${more.plugins ?? '{}'}`;

export interface Trade {
  account: string;
  side: string;
  symbol: string;
  shares: string;
}

/** A node of its own: programs and libraries of the packed distribution, its own configuration, port and data. */
export class Node {
  readonly url: string;
  private process: ChildProcess | undefined;
  private ids = 0;

  private constructor(
    private readonly home: string,
    port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Installed, not started, with the plugins of the samples and those of the distribution that are named. */
  static async install(more: More = {}, ...plugins: string[]): Promise<Node> {
    const home = mkdtempSync(join(tmpdir(), 'sidetrack-browser-'));
    mkdirSync(join(home, 'bin'));
    mkdirSync(join(home, 'plugins'));
    cpSync(join(dist, 'bin/sidetrack'), join(home, 'bin/sidetrack'));
    cpSync(join(dist, 'conf'), join(home, 'conf'), { recursive: true });
    for (const shared of ['lib', 'samples', 'sdk']) {
      symlinkSync(join(dist, shared), join(home, shared));
    }
    for (const jar of readdirSync(join(dist, 'samples')).filter((name) => name.endsWith('.jar'))) {
      cpSync(join(dist, 'samples', jar), join(home, 'plugins', jar));
    }
    for (const plugin of plugins) {
      cpSync(join(dist, 'plugins', plugin), join(home, 'plugins', plugin));
    }
    const port = await freePort();
    writeFileSync(join(home, 'conf/sidetrack.yaml'), config(port, more));
    return new Node(home, port);
  }

  async start(): Promise<void> {
    this.launch('run');
    await this.until('it is ready', async () => (await fetch(`${this.url}/health/ready`)).ok);
  }

  /** Starts `demo` and answers its login link once its summary is told. */
  async demo(...options: string[]): Promise<string> {
    this.launch('demo', ...options);
    await this.until('the demo ends', () => Promise.resolve(this.output().includes('Ctrl-C ends')), 60_000);
    const link = /http:\/\/\S+\/login#\S+/.exec(this.output());
    if (link === null) {
      throw new Error(`the demo printed no login link:\n${this.output()}`);
    }
    return link[0];
  }

  /** Ends as a terminal ends it, and waits until it is gone. */
  async stop(): Promise<void> {
    const running = this.process;
    this.process = undefined;
    if (running !== undefined && running.exitCode === null && running.signalCode === null) {
      const gone = new Promise((done) => running.once('exit', done));
      running.kill('SIGTERM');
      await gone;
    }
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** The jar of a sample, as the distribution has it. */
  sample(name: string): string {
    const jar = readdirSync(join(dist, 'samples')).find((file) => file.includes(`sample-${name}`));
    return join(dist, 'samples', String(jar));
  }

  adminToken(): string {
    return readFileSync(join(this.home, 'data/admin-token'), 'utf8').trim();
  }

  /** Makes a named token and answers it. */
  async token(name: string, role: string): Promise<string> {
    const issued = await this.rest('POST', '/api/v1/tokens', { name, role });
    return String(issued.token ?? issued.secret);
  }

  /** Publishes trades of one account in order; the first is damaged, so that the others wait behind it. */
  async damagedAccount(account: string, behind = 2): Promise<void> {
    const good = { account, side: 'BUY', symbol: 'ACME', shares: '5' };
    await this.trade({ ...good, side: 'HOLD' });
    for (let each = 0; each < behind; each++) {
      await this.trade(good);
    }
    await this.until(`${account} waits`, async () => {
      const found = await this.rest('GET', `/api/v1/errors?status=open&key=${encodeURIComponent(account)}`);
      return (found.items as { waiting: number }[])[0]?.waiting === behind;
    });
  }

  trade(trade: Trade): Promise<unknown> {
    return this.publish({ type: 'trade', partitionkey: trade.account, data: trade });
  }

  publish(event: Record<string, unknown>): Promise<unknown> {
    return this.rest(
      'POST',
      '/api/v1/channels/trades/events',
      { specversion: '1.0', id: `${Date.now()}-${this.ids++}`, source: '/desk', ...event },
      'application/cloudevents+json',
    );
  }

  /** Sets options of a plugin as another person would, over whatever they are now. */
  async setOptions(plugin: string, options: Record<string, unknown>): Promise<void> {
    const url = `${this.url}/api/v1/plugins/${plugin}`;
    const Authorization = `Bearer ${this.adminToken()}`;
    const seen = (await fetch(url, { headers: { Authorization } })).headers.get('ETag') ?? '';
    const response = await fetch(`${url}/options`, {
      method: 'PUT',
      headers: { Authorization, 'Content-Type': 'application/json', 'If-Match': seen },
      body: JSON.stringify(options),
    });
    if (!response.ok) {
      throw new Error(`options of ${plugin}: ${response.status} ${await response.text()}`);
    }
  }

  async rest(
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<Record<string, unknown>> {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.adminToken()}`, 'Content-Type': type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }

  private launch(...args: string[]): void {
    const log = openSync(join(this.home, 'output.txt'), 'a');
    // a node that lives for seconds: compiling for long would only take the processor
    const env = { SIDETRACK_OPTS: '-XX:TieredStopAtLevel=1', ...process.env };
    this.process = spawn(join(this.home, 'bin/sidetrack'), args, { env, stdio: ['ignore', log, log] });
    closeSync(log);
  }

  private output(): string {
    return readFileSync(join(this.home, 'output.txt'), 'utf8');
  }

  private async until(what: string, holds: () => Promise<boolean>, millis = 30_000): Promise<void> {
    const end = Date.now() + millis;
    while (!(await holds().catch(() => false))) {
      if (this.process?.exitCode !== null || Date.now() > end) {
        throw new Error(`expected that ${what}; the node printed:\n${this.output()}`);
      }
      await new Promise((pause) => setTimeout(pause, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

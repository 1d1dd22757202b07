import type { SeenPlugin } from '../src/api/queries';
import type { PluginDetail, PluginOption } from '../src/api/types';

/** An option as the node tells it: a text with a default that nobody has set. */
export function option(name: string, more: Partial<PluginOption> = {}): PluginOption {
  return {
    name,
    declared: true,
    type: 'string',
    expected: 'a text',
    choices: [],
    unit: null,
    help: 'what it does',
    required: false,
    secret: false,
    default: null,
    value: null,
    isSet: false,
    origin: 'default',
    inFile: false,
    by: null,
    at: null,
    ...more,
  };
}

export function setHere(name: string, value: unknown, by = 'ann'): PluginOption {
  return option(name, { value, isSet: true, origin: 'set-here', by, at: '2026-01-31T08:00:00Z' });
}

export function plugin(more: Partial<PluginDetail> = {}): PluginDetail {
  return {
    id: 'desk',
    version: '1.0',
    provider: '',
    description: '',
    state: 'started',
    problem: null,
    refusal: null,
    jar: 'desk.jar',
    sha256: 'abc',
    signer: null,
    processors: [],
    errorHandlers: [],
    brokerAdapters: [],
    inFolder: { version: '1.0', sha256: 'abc' },
    before: null,
    replaced: ['desk'],
    uses: [],
    threads: 4,
    loopsReplaced: 0,
    health: { status: 'unknown', detail: '' },
    held: [],
    options: [],
    ...more,
  };
}

export function seen(etag: string, ...options: PluginOption[]): SeenPlugin {
  return { plugin: plugin({ options }), etag };
}

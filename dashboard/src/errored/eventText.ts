import { parseExact, printExact } from '../api/exactJson';
import type { CloudEvent, Received } from '../api/types';

export type DataKind = 'json' | 'text' | 'base64';
export type Part = 'data' | 'attributes';

/** An event as a person edits it: its data and its attributes, each as text. */
export interface EventText {
  data: string;
  attributes: string;
}

/** How the data of an event is written; bytes that are no event are text where they are UTF-8. */
export function dataKindOf(received: Received): DataKind {
  const event = received.event;
  if (event === null) {
    return decoded(received.raw ?? '') === null ? 'base64' : 'text';
  }
  if (typeof event.data_base64 === 'string') {
    return 'base64';
  }
  return typeof event.data === 'string' && !isJson(event.datacontenttype) ? 'text' : 'json';
}

export function textOf(received: Received): EventText {
  const event = received.event;
  if (event === null) {
    return ofBytes(received);
  }
  const { data, data_base64, ...attributes } = event;
  const kind = dataKindOf(received);
  return {
    data:
      kind === 'json'
        ? data === undefined
          ? ''
          : printExact(data)
        : String(kind === 'text' ? data : data_base64),
    attributes: printExact(attributes),
  };
}

export class UnreadableEdit extends Error {
  readonly part: Part;

  constructor(part: Part, message: string) {
    super(message);
    this.part = part;
  }
}

/** The edited event, whole; fails with UnreadableEdit where a part is no JSON. */
export function eventOf(text: EventText, kind: DataKind): CloudEvent {
  const attributes = parsed('attributes', text.attributes);
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) {
    throw new UnreadableEdit('attributes', '{ … }');
  }
  const event = { ...attributes } as CloudEvent;
  if (kind === 'base64') {
    event.data_base64 = text.data.trim();
  } else if (kind === 'text') {
    event.data = text.data;
  } else if (text.data.trim() !== '') {
    event.data = parsed('data', text.data);
  }
  return event;
}

/** The key that an edit of the attributes asks for, as far as a dashboard can tell: partitionkey, else subject. */
export function keyOf(attributes: string): string | null {
  try {
    const { partitionkey, subject } = JSON.parse(attributes) as { partitionkey?: unknown; subject?: unknown };
    const key = partitionkey ?? subject;
    return typeof key === 'string' ? key : null;
  } catch {
    return null;
  }
}

/** One text for comparing. */
export function wholeOf(text: EventText): string {
  return `${text.data}\n\n${text.attributes}\n`;
}

function parsed(part: Part, text: string): unknown {
  try {
    return parseExact(text);
  } catch (failure) {
    throw new UnreadableEdit(part, failure instanceof Error ? failure.message : String(failure));
  }
}

function isJson(mediaType: string | null | undefined): boolean {
  return mediaType === null || mediaType === undefined || /[/+]json\b/i.test(mediaType);
}

/** An event to be completed, whose data is exactly the bytes that are no event, under the key that they wait under. */
function ofBytes({ raw = '', key }: Received): EventText {
  const text = decoded(raw);
  const attributes = {
    specversion: '1.0',
    id: '',
    source: '',
    type: '',
    datacontenttype: text === null ? 'application/octet-stream' : 'text/plain',
    ...(key === null ? {} : { partitionkey: key }),
  };
  return { data: text ?? raw, attributes: printExact(attributes) };
}

/** Null where the bytes are not UTF-8: as text they would not be the same bytes. */
function decoded(base64: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(base64));
  } catch {
    return null;
  }
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const mostShown = 64 * 1024;

/** Sixteen bytes a line: where they stand, the bytes, and what of them can be printed in ASCII. The first 64 KiB. */
export function hexOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, mostShown); at += 16) {
    const line = [...bytes.subarray(at, at + 16)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const shown = line
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${shown}`);
  }
  return lines.join('\n') + (bytes.length > mostShown ? '\n…' : '');
}

import { parseExact, printExact } from '../api/exactJson';
import type { CloudEvent, Received } from '../api/types';

export type DataKind = 'json' | 'text' | 'base64';
export type Part = 'data' | 'attributes';

/** An event as a person edits it: its data and its attributes, each as text. */
export interface EventText {
  data: string;
  attributes: string;
}

const template = { specversion: '1.0', id: '', source: '', type: '', datacontenttype: 'text/plain' };

/** How the data of an event is written; bytes that are no event are shown as text. */
export function dataKindOf(received: Received): DataKind {
  const event = received.event;
  if (event === null) {
    return 'text';
  }
  if (typeof event.data_base64 === 'string') {
    return 'base64';
  }
  return typeof event.data === 'string' && !isJson(event.datacontenttype) ? 'text' : 'json';
}

export function textOf(received: Received): EventText {
  const event = received.event;
  if (event === null) {
    return { data: decoded(received.raw ?? ''), attributes: printExact(template) };
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

function decoded(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

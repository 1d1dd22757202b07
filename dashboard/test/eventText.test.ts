import { describe, expect, it } from 'vitest';
import { bytesOf, dataKindOf, eventOf, hexOf, keyOf, textOf, UnreadableEdit } from '../src/errored/eventText';
import type { Received } from '../src/api/types';

const received = (event: Record<string, unknown> | null, more: object = {}) =>
  ({ channel: 'c', partition: 'c', position: 1, key: null, event, ...more }) as unknown as Received;

const attributes = { specversion: '1.0', id: '1', source: '/s', type: 't' };

describe('an event as text', () => {
  it('is data and attributes apart, and whole again unchanged', () => {
    const event = { ...attributes, partitionkey: 'A3', data: { shares: '5', nested: [1, null] } };

    const text = textOf(received(event));

    expect(JSON.parse(text.data)).toEqual(event.data);
    expect(JSON.parse(text.attributes)).toEqual({ ...attributes, partitionkey: 'A3' });
    expect(eventOf(text, 'json')).toEqual(event);
  });

  it('keeps text data as text and binary data as base64', () => {
    const text = received({ ...attributes, datacontenttype: 'text/plain', data: '{ not json' });
    const binary = received({ ...attributes, data_base64: 'AAE=' });

    expect(dataKindOf(text)).toBe('text');
    expect(eventOf(textOf(text), 'text')).toEqual(text.event);
    expect(dataKindOf(binary)).toBe('base64');
    expect(eventOf(textOf(binary), 'base64')).toEqual(binary.event);
  });

  it('keeps a JSON string a JSON string', () => {
    const event = received({ ...attributes, datacontenttype: 'application/json', data: 'hello' });

    expect(textOf(event).data).toBe('"hello"');
    expect(eventOf(textOf(event), 'json')).toEqual(event.event);
  });

  it('has no data where the event has none', () => {
    expect(eventOf(textOf(received(attributes)), 'json')).toEqual(attributes);
  });

  it('takes bytes that are no event as the text of one to be completed, under their key', () => {
    const raw = received(null, { raw: btoa('no, event'), problem: 'no JSON', key: 'A' });

    expect(dataKindOf(raw)).toBe('text');
    expect(textOf(raw).data).toBe('no, event');
    expect(JSON.parse(textOf(raw).attributes)).toMatchObject({
      id: '',
      partitionkey: 'A',
      datacontenttype: 'text/plain',
    });
  });

  it('keeps bytes that are no text exactly', () => {
    const raw = received(null, { raw: btoa('\u00ff\u0000x'), problem: 'no JSON' });

    expect(dataKindOf(raw)).toBe('base64');
    expect(eventOf(textOf(raw), 'base64').data_base64).toBe(raw.raw);
    expect(hexOf(bytesOf(raw.raw ?? ''))).toBe(`00000000  ff 00 78${' '.repeat(39)}  ..x`);
  });

  it('says which part cannot be read', () => {
    const text = textOf(received(attributes));
    const partOf = (edit: () => unknown) => {
      try {
        edit();
      } catch (failure) {
        return failure instanceof UnreadableEdit ? failure.part : failure;
      }
      return 'none';
    };

    expect(partOf(() => eventOf({ ...text, data: '{' }, 'json'))).toBe('data');
    expect(partOf(() => eventOf({ ...text, attributes: '[1]' }, 'json'))).toBe('attributes');
    expect(partOf(() => eventOf({ ...text, attributes: '' }, 'json'))).toBe('attributes');
  });

  it('tells the key as far as attributes say', () => {
    expect(keyOf('{"partitionkey":"A","subject":"B"}')).toBe('A');
    expect(keyOf('{"subject":"B"}')).toBe('B');
    expect(keyOf('{}')).toBeNull();
    expect(keyOf('{')).toBeNull();
  });
});

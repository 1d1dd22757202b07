import { describe, expect, it } from 'vitest';
import { messageOf, messagesOf, type Message } from '../src/live/messages';

async function read(...chunks: string[]): Promise<Message[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(stream) {
      chunks.forEach((chunk) => stream.enqueue(encoder.encode(chunk)));
      stream.close();
    },
  });
  const messages: Message[] = [];
  for await (const message of messagesOf(body, 10_000, () => undefined)) {
    messages.push(message);
  }
  return messages;
}

describe('a feed', () => {
  it('is read wherever the network cuts it', async () => {
    const messages = await read(
      'retry: 2000\n\nid: 7\nev',
      'ent: errored\nda',
      'ta: {"a":1}\n',
      '\n: heartbeat\n\n',
    );

    expect(messages).toEqual([{ id: '7', event: 'errored', data: '{"a":1}' }]);
  });

  it('gives a message several lines of data', () => {
    expect(messageOf('data: a\ndata:b\ndata: ')).toEqual({ id: '', event: 'message', data: 'a\nb\n' });
  });

  it('takes a comment for none', () => {
    expect(messageOf(': heartbeat')).toBeNull();
  });
});

export interface Message {
  id: string;
  event: string;
  data: string;
}

/** The messages of a stream of server-sent events, and the ids that come without one (with no data); comments are left out. `onSilence` is called when nothing came for that long. */
export async function* messagesOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  silenceMillis: number,
  onSilence: () => void,
): AsyncGenerator<Message> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let silence = setTimeout(onSilence, silenceMillis);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      clearTimeout(silence);
      silence = setTimeout(onSilence, silenceMillis);
      const blocks = (rest + value.replaceAll('\r', '')).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const message = messageOf(block);
        if (message !== null) {
          yield message;
        }
      }
    }
  } finally {
    clearTimeout(silence);
    reader.cancel().catch(() => undefined);
  }
}

export function messageOf(block: string): Message | null {
  const message: Message = { id: '', event: 'message', data: '' };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^([a-z]+):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'data') {
      data.push(value ?? '');
    } else if (field === 'id' || field === 'event') {
      message[field] = value ?? '';
    }
  }
  message.data = data.join('\n');
  return data.length === 0 && message.id === '' ? null : message;
}

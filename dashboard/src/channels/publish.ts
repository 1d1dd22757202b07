import { api, dataOf } from '../api/client';
import type { CloudEvent } from '../api/types';

export interface TestEvent {
  type: string;
  /** Empty for none. */
  key: string;
  data: unknown;
}

/** Publishes one event in structured mode; answers once it is durable. */
export async function publish(channel: string, { type, key, data }: TestEvent) {
  const event: CloudEvent = {
    specversion: '1.0',
    id: crypto.randomUUID(),
    source: '/dashboard',
    type,
    time: new Date().toISOString(),
    ...(key === '' ? {} : { partitionkey: key }),
    ...(data === undefined ? {} : { datacontenttype: 'application/json', data }),
  };
  const { results } = dataOf(
    await api.POST('/api/v1/channels/{channel}/events', {
      params: { path: { channel } },
      headers: { 'Content-Type': 'application/cloudevents+json' },
      body: event,
    }),
  );
  const result = results[0];
  if (result === undefined) {
    throw new Error('the node answered without a result');
  }
  return result;
}

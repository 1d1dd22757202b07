/**
 * JSON that keeps every number as it was written. A payload may carry ids above 2^53 or amounts such as 1.10; a person who repairs
 * another field must not change them. Numbers that a double would change become raw JSON, which JSON.stringify writes back as it was.
 */
interface RawJson {
  rawJSON(text: string): unknown;
}

type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

function hasRawJson(json: unknown): json is RawJson {
  return typeof (json as Partial<RawJson>).rawJSON === 'function';
}

const keepNumbers: Reviver = (_key, value, context) => {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && String(value) !== source && hasRawJson(JSON)
    ? JSON.rawJSON(source)
    : value;
};

export function parseExact(text: string): unknown {
  return JSON.parse(text, keepNumbers as (this: unknown, key: string, value: unknown) => unknown);
}

export function printExact(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

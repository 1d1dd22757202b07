import { describe, expect, it } from 'vitest';
import { filterOf, isFiltered, readSearch, viewOf } from '../src/errors/search';

describe('the filters of an address', () => {
  it('are the waiting errors where it names none', () => {
    expect(viewOf(readSearch({}))).toBe('waiting');
    expect(filterOf(readSearch({})).status).toEqual(['open', 'indeterminate']);
  });

  it('leave out what is not understood, or empty', () => {
    expect(readSearch({ status: 'nonsense', key: '', q: {}, other: 'x' })).toEqual({});
  });

  it('take a key that looks like a number for a text', () => {
    expect(readSearch({ key: 42 })).toEqual({ key: '42' });
  });

  it('tell a narrowed list from a view', () => {
    expect(isFiltered(readSearch({ status: 'all' }))).toBe(false);
    expect(isFiltered(readSearch({ status: 'all', q: 'ACME' }))).toBe(true);
  });
});

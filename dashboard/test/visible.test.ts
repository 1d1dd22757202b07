import { describe, expect, it } from 'vitest';
import { visible } from '../src/parts/visible';

describe('text from outside', () => {
  it('stays what it is where nothing hides in it', () => {
    expect(visible('shares is "5 <b>"; 안녕 👋\n\tnext')).toBe('shares is "5 <b>"; 안녕 👋\n\tnext');
  });

  it('shows colours of a terminal, direction marks and what has no width', () => {
    expect(visible('\u001b[31mred\u001b[0m')).toBe('␛[31mred␛[0m');
    expect(visible('user\u202Egnp.exe')).toBe('user‹U+202E›gnp.exe');
    expect(visible('pay\u200Bpal')).toBe('pay‹U+200B›pal');
    expect(visible('\u0000\u007f')).toBe('␀␡');
  });

  it('is cut where it is long, and never through a character', () => {
    expect(visible('x'.repeat(1_000_000), 10)).toBe(`${'x'.repeat(10)}…`);
    expect(visible('a👋b', 2)).toBe('a…');
  });
});

import { describe, expect, it } from 'vitest';
import { Problem } from '../src/api/problem';
import type { PluginOption } from '../src/api/types';
import {
  backTo,
  bodyOf,
  byItself,
  complaintsOf,
  kindOf,
  stampOf,
  textOf,
  type Change,
} from '../src/plugin/changes';
import { option, setHere } from './pluginOptions';

const typed = (text: string, secret = false): Change => ({ to: 'value', text, secret });
const back: Change = { to: 'file' };

function sent(options: PluginOption[], changes: Record<string, Change>) {
  return bodyOf(options, new Map(Object.entries(changes)));
}

describe('what is sent of a form', () => {
  it('is what was changed and nothing else', () => {
    const options = [option('quiet', { value: '1d', isSet: true }), option('timeout', { value: '10s' })];

    expect(sent(options, {})).toEqual({});
    expect(sent(options, { quiet: typed('1d') })).toEqual({});
    expect(sent(options, { quiet: typed('2h'), timeout: typed('10s') })).toEqual({ quiet: '2h' });
  });

  it('has a value as the file would have it', () => {
    const options = [
      option('on', { type: 'boolean', value: true }),
      option('hosts', { type: 'strings', value: ['a'] }),
      option('many', { type: 'long', value: 5 }),
    ];

    expect(
      sent(options, { on: typed('false'), hosts: typed('a\r\nb\n\n'), many: typed('12345678901234567890') }),
    ).toEqual({ on: false, hosts: ['a', 'b'], many: '12345678901234567890' });
    expect(sent(options, { hosts: typed('a\n') })).toEqual({});
    expect(sent(options, { hosts: typed('') })).toEqual({ hosts: [] });
  });

  it('gives back with null what was set here, and only that', () => {
    const options = [setHere('quiet', '2h'), option('url', { origin: 'file', value: 'x' })];

    expect(sent(options, { quiet: back, url: back })).toEqual({ quiet: null });
  });

  it('has an emptied text as a value of its own', () => {
    expect(sent([setHere('dashboard', 'http://x')], { dashboard: typed('') })).toEqual({ dashboard: '' });
  });

  it('has a secret only where one was typed', () => {
    const secret = option('url', { secret: true, isSet: true, origin: 'file' });

    expect(sent([secret], { url: typed('', true) })).toEqual({});
    expect(sent([secret], { url: typed('hunter2', true) })).toEqual({ url: 'hunter2' });
  });

  it('has nothing of an option that is not there any more', () => {
    expect(sent([option('quiet')], { loud: typed('1') })).toEqual({});
  });
});

describe('how a value is entered', () => {
  it('fits what the plugin declares', () => {
    const kinds = [
      option('a'),
      option('a', { type: 'duration' }),
      option('a', { type: 'boolean' }),
      option('a', { type: 'strings' }),
      option('a', { type: 'enum', choices: ['x', 'y'] }),
      option('a', { type: 'enum', choices: ['x', 'y'], secret: true }),
      option('a', { type: 'unknown', declared: false, secret: true }),
    ].map(kindOf);

    expect(kinds).toEqual(['text', 'text', 'truth', 'list', 'choice', 'secret', 'none']);
  });

  it('shows a value as it is typed, the items of a list a line each', () => {
    expect(['2h', 5, true, ['x', 'y'], null].map(textOf)).toEqual(['2h', '5', 'true', 'x\ny', '']);
  });

  it('tells what counts once it is given back', () => {
    const here = setHere('quiet', '2h');

    expect(backTo({ ...here, inFile: true, default: '1d' })).toBe('file');
    expect(backTo({ ...here, default: ['a', 'b'] })).toBe('default');
    expect(byItself({ ...here, default: ['a', 'b'] })).toBe('a, b');
    expect(backTo(here)).toBe('none');
    expect(backTo({ ...here, secret: true })).toBe('hidden');
    expect(backTo({ ...here, secret: true, declared: false })).toBe('none');
  });
});

describe('what somebody else has set', () => {
  it('is seen also where it is a secret, and where the value is the same', () => {
    const mine = setHere('url', null);

    expect(stampOf({ ...mine })).toBe(stampOf(mine));
    expect(stampOf({ ...mine, at: '2026-01-31T08:00:01Z' })).not.toBe(stampOf(mine));
    expect(stampOf(setHere('quiet', '2h'))).not.toBe(stampOf(option('quiet', { value: '2h', isSet: true })));
  });
});

describe('what the node complains of', () => {
  it('stands at the option it is about, the rest apart', () => {
    const problem = new Problem(422, {
      errors: [
        { at: '/quiet', detail: "is 'soon'" },
        { at: '/a~1b~0c', detail: 'missing' },
        { at: '/loud', detail: 'unknown option' },
      ],
    });

    const { of, rest } = complaintsOf(problem, [option('quiet'), option('a/b~c')]);

    expect([...of]).toEqual([
      ['quiet', ["is 'soon'"]],
      ['a/b~c', ['missing']],
    ]);
    expect(rest).toEqual([{ at: '/loud', detail: 'unknown option' }]);
  });
});

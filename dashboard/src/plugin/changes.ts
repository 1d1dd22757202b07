import type { Problem } from '../api/problem';
import type { PluginOption } from '../api/types';

/** What a person has done to one option in the form: typed a value, or given it back to the file. */
export type Change = { to: 'value'; text: string; secret: boolean } | { to: 'file' };

/** By the name of the option. */
export type Changes = ReadonlyMap<string, Change>;

/** What is sent: values as the file would have them; null gives an option back to the file. */
export type Body = Record<string, string | boolean | string[] | null>;

export type Kind = 'none' | 'choice' | 'truth' | 'secret' | 'list' | 'text';

/** How a value of it is entered; not at all where the plugin does not declare it. */
export function kindOf({ declared, secret, choices, type }: PluginOption): Kind {
  if (!declared) {
    return 'none';
  }
  if (secret) {
    return 'secret';
  }
  if (choices.length > 0) {
    return 'choice';
  }
  return type === 'boolean' ? 'truth' : type === 'strings' ? 'list' : 'text';
}

/** A value as it is typed: the items of a list a line each. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.map(textOf).join('\n');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The default, on one line; empty where there is none, or it is not told. */
export function byItself(option: PluginOption): string {
  return textOf(option.default).replaceAll('\n', ', ');
}

/** What counts once it is given back: what the file says, the default, that of a secret, which nobody is told, or nothing. */
export function backTo(option: PluginOption): 'file' | 'default' | 'hidden' | 'none' {
  if (option.inFile) {
    return 'file';
  }
  if (option.secret) {
    return option.declared ? 'hidden' : 'none';
  }
  return byItself(option) === '' ? 'none' : 'default';
}

/** What is sent for the changes that would change something, and for no other option. */
export function bodyOf(options: readonly PluginOption[], changes: Changes): Body {
  return Object.fromEntries(
    options.flatMap((option): [string, Body[string]][] => {
      const change = changes.get(option.name);
      return change !== undefined && changesSomething(option, change)
        ? [[option.name, valueOf(option, change)]]
        : [];
    }),
  );
}

export function changesSomething(option: PluginOption, change: Change): boolean {
  if (change.to === 'file') {
    return option.origin === 'set-here';
  }
  const typed = kindOf(option) === 'list' ? linesOf(change.text).join('\n') : change.text;
  return typed !== textOf(option.value); // a secret is told as null: what is typed is another one, and nothing is none
}

function valueOf(option: PluginOption, change: Change): Body[string] {
  if (change.to === 'file') {
    return null;
  }
  switch (kindOf(option)) {
    case 'list':
      return linesOf(change.text);
    case 'truth':
      return change.text === 'true';
    default:
      return change.text;
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** Something that differs once somebody else has set the option, a secret too. */
export function stampOf({ value, isSet, origin, by, at }: PluginOption): string {
  return JSON.stringify([textOf(value), isSet, origin, by, at]);
}

export function stampsOf(options: readonly PluginOption[]): ReadonlyMap<string, string> {
  return new Map(options.map((option) => [option.name, stampOf(option)]));
}

/** What the node says of what was sent: of which option, or else of none that is shown. */
export interface Complaints {
  of: ReadonlyMap<string, string[]>;
  rest: { at: string; detail: string }[];
}

export function complaintsOf(problem: Problem, options: readonly PluginOption[]): Complaints {
  const of = new Map<string, string[]>();
  const rest: Complaints['rest'] = [];
  for (const error of problem.body.errors ?? []) {
    const name = error.at.replace(/^\//, '').replaceAll('~1', '/').replaceAll('~0', '~');
    if (options.some((option) => option.name === name)) {
      of.set(name, [...(of.get(name) ?? []), error.detail]);
    } else {
      rest.push(error);
    }
  }
  return { of, rest };
}

export function isSameChange(a: Change | undefined, b: Change | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

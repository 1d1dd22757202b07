import { describe, expect, it } from 'vitest';
import en from '../src/i18n/en.json';
import ko from '../src/i18n/ko.json';

type Catalogue = { [key: string]: string | Catalogue };

/** Every key with its text. */
function texts(catalogue: Catalogue, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : texts(value, `${path}${key}.`),
  );
}

/** Korean has one plural form; a text for zero may stand anywhere. */
const withoutPlural = (key: string) => key.replace(/_(zero|one|other)$/, '');
const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+\}\}|<\w+>/g) ?? [])].sort();

describe('the catalogues', () => {
  it('have the same keys', () => {
    const keys = (catalogue: Catalogue) =>
      [...new Set(texts(catalogue).map(([key]) => withoutPlural(key)))].sort();

    expect(keys(ko)).toEqual(keys(en));
  });

  it('have every plural form that the language needs', () => {
    const english = texts(en).map(([key]) => key);
    const korean = new Set(texts(ko).map(([key]) => key));

    for (const key of english.filter((each) => each.endsWith('_other'))) {
      expect(english).toContain(key.replace('_other', '_one'));
      expect(korean).toContain(key);
    }
  });

  it('put the same things into a text', () => {
    const english = new Map(texts(en).map(([key, text]) => [key, text]));

    for (const [key, text] of texts(ko)) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(english.get(key) ?? '')]);
    }
  });

  it('leave no text empty', () => {
    for (const [key, text] of [...texts(en), ...texts(ko)]) {
      expect([key, text.trim()]).not.toEqual([key, '']);
    }
  });
});

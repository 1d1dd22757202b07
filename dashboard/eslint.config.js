import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Every text comes from the catalogues: no literal words between tags or in the attributes that people read. */
const noLiteralText = [
  'error',
  {
    selector: 'JSXText[value=/[\\p{L}]{2,}/u]',
    message: 'Text belongs into src/i18n/*.json; use t().',
  },
  {
    selector: 'JSXAttribute[name.name=/^(label|title|placeholder|aria-label|description|alt)$/] > Literal',
    message: 'Text belongs into src/i18n/*.json; use t().',
  },
];

export default defineConfig(
  { ignores: ['target', '**/*.gen.ts'] },
  js.configs.recommended,
  tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  jsxA11y.flatConfigs.recommended,
  { files: ['src/**/*.tsx'], rules: { 'no-restricted-syntax': noLiteralText } },
);

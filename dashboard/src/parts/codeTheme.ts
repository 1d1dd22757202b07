import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { styleNonce } from '../app/styleNonce';

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-name)' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-value)' },
  { tag: [tags.punctuation, tags.separator], color: 'var(--ink-dim)' },
]);

/** How all code looks, in light and dark alike, and the nonce without which the page's policy takes none of it. */
export const codeTheme = [
  EditorView.cspNonce.of(styleNonce),
  syntaxHighlighting(colours),
  EditorView.theme({
    '&': { fontSize: '0.8125rem', backgroundColor: 'transparent', color: 'var(--ink)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
    '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ink-dim)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--code-line)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'var(--code-selection)',
    },
    '.cm-specialChar': { color: 'var(--danger)' },
    '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)' },
    '.cm-tooltip': {
      backgroundColor: 'var(--surface)',
      border: '1px solid var(--line-strong)',
      color: 'var(--ink)',
    },
    '.cm-insertedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--ok-soft)' },
    '.cm-deletedChunk': { backgroundColor: 'var(--danger-soft)' },
    '&.cm-merge-b .cm-changedText': { background: 'var(--code-added)' },
    '.cm-deletedChunk .cm-deletedText': { background: 'var(--code-removed)' },
    '.cm-collapsedLines': { background: 'var(--raised)', color: 'var(--ink-dim)', padding: '4px 8px' },
    '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"⋯"' },
  }),
];

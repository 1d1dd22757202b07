import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { linter, lintGutter } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useRef, type RefObject } from 'react';
import classes from './CodeEditor.module.css';
import { codeTheme } from './codeTheme';

interface Props {
  value: string;
  onChange?: (value: string) => void;
  language: 'json' | 'text';
  readOnly?: boolean;
  label: string;
  /** Called on Ctrl+Enter (⌘+Enter). */
  onSend?: () => void;
  viewRef?: RefObject<EditorView | null>;
}

/** Marks that turn or hide text, beside the control characters that the editor shows by itself. */
const HIDDEN = /[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
/** Above this, checking on each pause costs more than it helps; the node checks anyway. */
const LINT_LIMIT = 400_000;

/**
 * Typing over a selection. Left to itself Chromium puts an inline style around what is typed, to keep the colour of what was there;
 * the policy of the page refuses the style and says so in the console.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (
      event.inputType !== 'insertText' ||
      event.data === null ||
      event.isComposing ||
      view.state.readOnly ||
      view.state.selection.main.empty
    ) {
      return false;
    }
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

function editing(readOnly: boolean, language: Props['language']): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    // A reader moves through the text with the keys too, so it stays editable for the browser.
    language === 'json' ? json() : [],
    language === 'json' && !readOnly
      ? [
          lintGutter(),
          linter((view) =>
            view.state.doc.length > LINT_LIMIT || view.state.doc.toString().trim() === ''
              ? []
              : jsonParseLinter()(view),
          ),
        ]
      : [],
    readOnly ? [] : highlightActiveLine(),
  ];
}

/** Text or JSON to read or edit. Changes of `value` from outside are taken over without losing the history. */
export function CodeEditor({ value, onChange, language, readOnly = false, label, onSend, viewRef }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, onSend });
  const mode = useRef(new Compartment());
  const initial = useRef({ value, language, readOnly, label });

  useEffect(() => {
    latest.current = { onChange, onSend };
  });

  useEffect(() => {
    const start = initial.current;
    const created = new EditorView({
      parent: host.current ?? undefined,
      state: EditorState.create({
        doc: start.value,
        extensions: [
          codeTheme,
          lineNumbers(),
          foldGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightSpecialChars({ addSpecialChars: HIDDEN }),
          EditorView.lineWrapping,
          typeOver,
          EditorView.contentAttributes.of({ 'aria-label': start.label }),
          keymap.of([
            {
              key: 'Mod-Enter',
              run: () => {
                latest.current.onSend?.();
                return true;
              },
            },
            // Escape leaves the editor, so that Tab can go on through the page.
            { key: 'Escape', run: (editor) => (editor.contentDOM.blur(), true) },
            ...defaultKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...searchKeymap,
            indentWithTab,
          ]),
          mode.current.of(editing(start.readOnly, start.language)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              latest.current.onChange?.(update.state.doc.toString());
            }
          }),
        ],
      }),
    });
    view.current = created;
    if (viewRef) {
      viewRef.current = created;
    }
    return () => {
      created.destroy();
      view.current = null;
      if (viewRef) {
        viewRef.current = null;
      }
    };
  }, [viewRef]);

  useEffect(() => {
    view.current?.dispatch({ effects: mode.current.reconfigure(editing(readOnly, language)) });
  }, [readOnly, language]);

  useEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);

  return <div ref={host} className={classes.editor} data-read-only={readOnly || undefined} />;
}

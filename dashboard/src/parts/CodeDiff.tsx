import { json } from '@codemirror/lang-json';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './CodeEditor.module.css';
import { codeTheme } from './codeTheme';

interface Props {
  before: string;
  after: string;
  label: string;
}

/** What changed from one text to another, in one column. */
export function CodeDiff({ before, after, label }: Props) {
  const { t } = useTranslation();
  const unchanged = t('errored.unchanged');
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = new EditorView({
      parent: host.current ?? undefined,
      state: EditorState.create({
        doc: after,
        extensions: [
          codeTheme,
          lineNumbers(),
          json(),
          highlightSpecialChars(),
          EditorView.lineWrapping,
          EditorState.readOnly.of(true),
          EditorState.phrases.of({ '$ unchanged lines': unchanged }),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            gutter: true,
            collapseUnchanged: { margin: 3, minSize: 8 },
            diffConfig: { scanLimit: 2000, timeout: 300 },
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, label, unchanged]);
  return <div ref={host} className={classes.editor} data-read-only data-diff />;
}

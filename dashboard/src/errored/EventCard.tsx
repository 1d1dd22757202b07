import { Tabs } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { EditorView } from '@codemirror/view';
import { useTranslation } from 'react-i18next';
import { errorQuery } from '../api/queries';
import type { ErroredDetail } from '../api/types';
import { isTyping } from '../errors/useListKeys';
import { Card } from '../parts/Card';
import { CodeDiff } from '../parts/CodeDiff';
import { CodeEditor } from '../parts/CodeEditor';
import { useMayAct } from '../session/SessionContext';
import { Actions } from './Actions';
import { isDecidable } from './course';
import { dropDraft, keepDraft, useDraft } from './drafts';
import classes from './EventCard.module.css';
import { bytesOf, dataKindOf, hexOf, keyOf, textOf, wholeOf, type Part } from './eventText';
import { Notices } from './Notices';
import { Restore } from './Restore';
import { useDecision } from './useDecision';

/** The event itself, to read and to edit, what the edit changes, and the decisions on it. */
export function EventCard({ detail }: { detail: ErroredDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayAct = useMayAct();
  const draft = useDraft(detail.id);
  const [tab, setTab] = useState<string | null>('data');
  const editor = useRef<EditorView | null>(null);
  const decidable = isDecidable(detail.status);
  const editable = mayAct && decidable;

  const { current: received, original: first } = detail;
  const current = useMemo(() => textOf(received), [received]);
  const original = useMemo(() => wholeOf(textOf(first)), [first]);
  const kind = dataKindOf(received);
  const bytes = useMemo(() => (first.event === null ? hexOf(bytesOf(first.raw ?? '')) : undefined), [first]);
  const text = draft?.text ?? current;
  const dirty = draft !== undefined && (text.data !== current.data || text.attributes !== current.attributes);

  const decision = useDecision(detail, {
    text: dirty ? text : undefined,
    kind,
    onUnreadable: (part) => setTab(part),
    onDecided: (edited) => {
      if (edited) {
        dropDraft(detail.id);
      }
    },
    onSettled: () => void queries.invalidateQueries(errorQuery(detail.id)),
  });

  const change = (part: Part) => (value: string) => {
    if (value !== text[part]) {
      keepDraft(detail.id, {
        text: { ...text, [part]: value },
        revision: draft?.revision ?? detail.revision,
      });
    }
  };
  useEditKey(() => {
    setTab('data');
    editor.current?.focus();
  });

  const keyMoves = dirty && keyOf(text.attributes) !== keyOf(current.attributes);

  return (
    <Card title={t('errored.event')} flush>
      <Notices
        detail={detail}
        draft={draft}
        dirty={dirty}
        decision={decision}
        onDrop={() => dropDraft(detail.id)}
      />
      <Tabs value={tab} onChange={setTab} keepMounted={false} className={classes.tabs}>
        <Tabs.List>
          <Tabs.Tab value="data">{t('errored.data')}</Tabs.Tab>
          <Tabs.Tab value="attributes">{t('errored.attributes')}</Tabs.Tab>
          {bytes !== undefined && <Tabs.Tab value="bytes">{t('errored.bytes')}</Tabs.Tab>}
          <Tabs.Tab value="changes" disabled={wholeOf(text) === original}>
            {t('errored.changes')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="data">
          <CodeEditor
            value={text.data}
            onChange={change('data')}
            language={kind === 'json' ? 'json' : 'text'}
            readOnly={!editable}
            label={t('errored.data')}
            onSend={decision.send}
            viewRef={editor}
          />
        </Tabs.Panel>
        <Tabs.Panel value="attributes">
          <CodeEditor
            value={text.attributes}
            onChange={change('attributes')}
            language="json"
            readOnly={!editable}
            label={t('errored.attributes')}
            onSend={decision.send}
          />
        </Tabs.Panel>
        {bytes !== undefined && (
          <Tabs.Panel value="bytes">
            <p className={classes.moves}>
              {t('errored.bytesHint', { kind: kind === 'text' ? 'UTF-8' : 'Base64' })}
            </p>
            <CodeEditor value={bytes} language="text" readOnly label={t('errored.bytes')} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="changes">
          <CodeDiff before={original} after={wholeOf(text)} label={t('errored.changes')} />
        </Tabs.Panel>
      </Tabs>
      {keyMoves && <p className={classes.moves}>{t('errored.keyMoves')}</p>}
      {decidable &&
        (mayAct ? (
          <Actions detail={detail} dirty={dirty} decision={decision} onDrop={() => dropDraft(detail.id)} />
        ) : (
          <p className={classes.viewer}>{t('session.readOnly')}</p>
        ))}
      {detail.status === 'discarded' && mayAct && <Restore detail={detail} decision={decision} />}
    </Card>
  );
}

/** `e` puts the cursor into the editor. */
function useEditKey(edit: () => void): void {
  const latest = useRef(edit);
  useEffect(() => {
    latest.current = edit;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'e' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
        event.preventDefault();
        latest.current();
      }
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}

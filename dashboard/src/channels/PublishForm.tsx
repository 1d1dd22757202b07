import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { parseExact } from '../api/exactJson';
import { Card } from '../parts/Card';
import { CodeEditor } from '../parts/CodeEditor';
import { Notice } from '../parts/Notice';
import { ProblemNotice } from '../parts/ProblemNotice';
import { publish } from './publish';
import classes from './PublishForm.module.css';

interface Props {
  channel: string;
  onPublished: () => void;
  onClose: () => void;
}

/** Publishes one test event; the id is made for each, so that nothing counts as a duplicate. */
export function PublishForm({ channel, onPublished, onClose }: Props) {
  const { t } = useTranslation();
  const [type, setType] = useState('test');
  const [key, setKey] = useState('');
  const [data, setData] = useState('{\n  "hello": "world"\n}');
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (parsed: unknown) => publish(channel, { type, key: key.trim(), data: parsed }),
    onSuccess: onPublished,
  });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    try {
      const parsed = data.trim() === '' ? undefined : parseExact(data);
      setUnreadable(null);
      send.mutate(parsed);
    } catch (failure) {
      setUnreadable(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <Card title={t('publish.title')} flush>
      {send.data && (
        <Notice tone="ok">
          {send.data.position === undefined
            ? t('publish.confirmed')
            : t('publish.done', { position: send.data.position })}
        </Notice>
      )}
      {unreadable !== null && (
        <Notice tone="danger">
          {t('errored.unreadable.data')} {unreadable}
        </Notice>
      )}
      {send.error && <ProblemNotice problem={send.error} />}
      <form onSubmit={submit}>
        <div className={classes.fields}>
          <TextInput
            label={t('publish.type')}
            value={type}
            onChange={(event) => setType(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <TextInput
            label={t('publish.key')}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            placeholder={t('common.noKey')}
          />
        </div>
        <CodeEditor
          value={data}
          onChange={setData}
          language="json"
          label={t('errored.data')}
          onSend={submit}
        />
        <div className={classes.buttons}>
          <Button type="submit" loading={send.isPending} disabled={type.trim() === ''}>
            {t('publish.send')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { printExact } from '../api/exactJson';
import type { ChannelEvent } from '../api/types';
import { Ago } from '../parts/Ago';
import { CodeEditor } from '../parts/CodeEditor';
import { Foreign } from '../parts/Foreign';
import classes from './ChannelEvents.module.css';

interface Props {
  items: ChannelEvent[];
  onOlder: (() => void) | undefined;
}

export function ChannelEvents({ items, onOlder }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<number | null>(null);
  return (
    <>
      <ol className={classes.list} aria-label={t('channel.events')}>
        {items.map(({ position, at, event }) => (
          <li key={position} className={classes.item}>
            <button
              type="button"
              className={classes.row}
              aria-expanded={open === position}
              onClick={() => setOpen(open === position ? null : position)}
            >
              <span className={classes.position}>{position}</span>
              <span className={classes.type}>
                <Foreign text={event.type} max={80} />
              </span>
              <span className={classes.key}>
                <Foreign text={event.partitionkey ?? event.subject ?? ''} max={80} />
              </span>
              <span className={classes.preview}>
                <Foreign text={previewOf(event.data ?? event.data_base64)} max={160} />
              </span>
              <span className={classes.since}>
                <Ago time={at} />
              </span>
            </button>
            {open === position && (
              <CodeEditor
                value={printExact(event)}
                language="json"
                readOnly
                label={t('channel.event', { position })}
              />
            )}
          </li>
        ))}
      </ol>
      {onOlder && (
        <Button variant="default" onClick={onOlder}>
          {t('channel.older')}
        </Button>
      )}
    </>
  );
}

function previewOf(data: unknown): string {
  return data === undefined || data === null ? '' : typeof data === 'string' ? data : JSON.stringify(data);
}

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Cause } from '../api/types';
import { Card } from '../parts/Card';
import { Foreign } from '../parts/Foreign';
import { LongText } from '../parts/LongText';
import classes from './CauseCard.module.css';
import { framesOf } from './frames';

/** Why the event failed; of the stack trace what is the plugin's, and the rest on demand. */
export function CauseCard({ cause }: { cause: Cause }) {
  const { t } = useTranslation();
  const [whole, { toggle }] = useDisclosure(false);
  const trace = framesOf(cause.stackTrace ?? '');
  const shown = whole ? trace.all : trace.head;
  return (
    <Card
      title={t('errored.cause')}
      aside={
        <Link to="/errors" search={{ status: 'all', group: cause.fingerprint }} className={classes.alike}>
          {t('errored.alike')}
        </Link>
      }
    >
      <p className={classes.message}>
        <LongText text={cause.message || cause.type} title={t('errored.cause')} />
      </p>
      <p className={classes.type}>
        <span>{t(`errored.kind.${cause.kind}`)}</span>
        <Foreign text={cause.type} max={200} className={classes.mono} />
      </p>
      {trace.all.length > 0 && (
        <>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys */}
          <pre className={classes.trace} tabIndex={0} aria-label={t('errored.trace')}>
            {shown.map((frame, index) => (
              <span key={index} className={classes.frame} data-own={frame.own || undefined}>
                <Foreign text={frame.text} max={400} />
                {'\n'}
              </span>
            ))}
          </pre>
          {trace.all.length > trace.head.length && (
            <Button variant="subtle" size="compact-xs" onClick={toggle}>
              {whole
                ? t('errored.traceLess')
                : t('errored.traceMore', { count: trace.all.length - trace.head.length })}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SeenPlugin } from '../api/queries';
import { Foreign } from '../parts/Foreign';
import { LongText } from '../parts/LongText';
import { Notice } from '../parts/Notice';
import { ProblemNotice } from '../parts/ProblemNotice';
import classes from './Options.module.css';
import type { OptionsForm } from './useOptions';

interface Props {
  seen: SeenPlugin;
  form: OptionsForm;
}

/** What came of options that were set, the own ones and those of others, beside the button. */
export function OptionNotices({ seen, form }: Props) {
  const { t } = useTranslation();
  const { problem, done } = form;
  if (form.overtaken || problem?.isConflict) {
    return (
      <Notice
        tone="warn"
        action={
          <div className={classes.buttons}>
            <Button variant="default" size="compact-xs" onClick={form.keepMine}>
              {t('plugin.conflict.keep')}
            </Button>
            <Button variant="default" size="compact-xs" onClick={form.dropAll}>
              {t('plugin.conflict.drop')}
            </Button>
          </div>
        }
      >
        <strong>{t('plugin.conflict.title')}</strong>{' '}
        {form.meanwhile.length > 0 && (
          <>
            {t('plugin.conflict.changed')} <Foreign text={form.meanwhile.join(', ')} max={300} />.{' '}
          </>
        )}
        {t(problem?.isConflict ? 'plugin.conflict.refused' : 'plugin.conflict.kept')}
      </Notice>
    );
  }
  if (problem === null) {
    return (
      done !== null &&
      !form.dirty && <Notice tone={done === 'failed' ? 'warn' : 'ok'}>{t(`plugin.done.${done}`)}</Notice>
    );
  }
  switch (problem.code) {
    case 'plugin-refused':
      return (
        <Notice tone="danger">
          <strong>{t('plugin.notStarted')}</strong>{' '}
          {t(seen.plugin.state === 'started' ? 'plugin.goesOn' : 'plugin.nothingSet')}{' '}
          <LongText text={problem.message} title={t('plugin.notStarted')} max={600} />
        </Notice>
      );
    case 'invalid-options':
      return (
        <Notice tone="danger">
          {t('plugin.invalid')}
          {form.unplaced.map(({ at, detail }) => (
            <div key={`${at} ${detail}`}>
              <code>
                <Foreign text={at} max={120} />
              </code>{' '}
              <Foreign text={detail} max={600} />
            </div>
          ))}
        </Notice>
      );
    default:
      return (
        <>
          {(problem.status === 0 || problem.status >= 500) && (
            <Notice tone="warn">{t('plugin.endUnknown')}</Notice>
          )}
          <ProblemNotice problem={problem} />
        </>
      );
  }
}

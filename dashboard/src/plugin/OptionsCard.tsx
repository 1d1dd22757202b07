import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeenPlugin } from '../api/queries';
import { Card } from '../parts/Card';
import { useSession } from '../session/SessionContext';
import { ApplyDialog } from './ApplyDialog';
import { OptionField } from './OptionField';
import { OptionNotices } from './OptionNotices';
import { OptionShown } from './OptionShown';
import classes from './Options.module.css';
import { useOptions } from './useOptions';

/** The options of a plugin with where each value comes from; who may steer plugins can set them. */
export function OptionsCard({ seen }: { seen: SeenPlugin }) {
  const { t } = useTranslation();
  const { options } = seen.plugin;
  const mayAct = useSession().session.role === 'admin';
  if (options.length === 0) {
    return (
      <Card title={t('plugin.options')}>
        <p className={classes.none}>
          {t(seen.plugin.state === 'started' ? 'plugin.noOptions' : 'plugin.noOptionsTold')}
        </p>
      </Card>
    );
  }
  return (
    <Card title={t('plugin.options')} flush>
      {mayAct ? (
        <OptionsForm seen={seen} />
      ) : (
        <>
          <ul className={classes.list}>
            {options.map((option) => (
              <OptionShown key={option.name} option={option} />
            ))}
          </ul>
          <p className={classes.foot}>{t('plugin.optionsReadOnly')}</p>
        </>
      )}
    </Card>
  );
}

function OptionsForm({ seen }: { seen: SeenPlugin }) {
  const { t } = useTranslation();
  const form = useOptions(seen);
  const [asking, { open, close }] = useDisclosure(false);
  const ready = form.dirty && !form.overtaken;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !form.busy) {
      open();
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <fieldset className={classes.fields} disabled={form.busy}>
        <legend className={classes.told}>{t('plugin.options')}</legend>
        <ul className={classes.list}>
          {seen.plugin.options.map((option) => (
            <OptionField key={option.name} option={option} form={form} />
          ))}
        </ul>
      </fieldset>
      <div className={classes.notices}>
        <OptionNotices seen={seen} form={form} />
      </div>
      <div className={classes.foot}>
        <div className={classes.buttons}>
          <Button type="submit" loading={form.busy} disabled={!ready}>
            {t('plugin.set', { count: Object.keys(form.body).length })}
          </Button>
          {form.dirty && (
            <Button variant="default" disabled={form.busy} onClick={form.dropAll}>
              {t('plugin.dropAll')}
            </Button>
          )}
        </div>
        {!form.dirty && <span>{t('plugin.optionsHint')}</span>}
      </div>
      <ApplyDialog
        seen={seen}
        body={form.body}
        open={asking}
        onClose={close}
        onApply={() => {
          close();
          form.apply();
        }}
      />
    </form>
  );
}

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PluginOption } from '../api/types';
import { Foreign } from '../parts/Foreign';
import { visible } from '../parts/visible';
import { backTo, byItself, textOf } from './changes';
import { OptionInput } from './OptionInput';
import { OptionOrigin } from './OptionOrigin';
import { OptionValue } from './OptionValue';
import classes from './Options.module.css';
import type { OptionsForm } from './useOptions';

interface Props {
  option: PluginOption;
  form: OptionsForm;
}

/** One option to be set: what is typed, where the present value comes from, and what somebody else made of it meanwhile. */
export function OptionField({ option, form }: Props) {
  const { t } = useTranslation();
  const change = form.changeOf(option);
  const name = visible(option.name, 120);
  const told = textOf(option.value);
  return (
    <li className={classes.option} data-changed={change !== undefined || undefined}>
      <OptionInput
        option={option}
        change={change}
        complaints={form.complaintsOf(option)}
        onChange={(next) => form.change(option, next)}
      />
      <div className={classes.aside}>
        <OptionOrigin option={option} />
        {change?.to === 'file' && (
          <strong>{t(`plugin.back.${backTo(option)}`, { value: visible(byItself(option), 120) })}</strong>
        )}
        {change?.to === 'value' && (
          <strong>{t(change.text === '' ? 'plugin.emptied' : 'plugin.changed')}</strong>
        )}
        {change === undefined && visible(told) !== told && <Foreign text={told} max={300} />}
        {change !== undefined && form.isMeanwhile(option) && (
          <div className={classes.meanwhile}>
            {t('plugin.meanwhile')} <OptionValue option={option} />
          </div>
        )}
        {change !== undefined ? (
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => form.change(option, undefined)}
            aria-label={t('plugin.undoThis', { name })}
          >
            {t('plugin.undo')}
          </Button>
        ) : (
          option.origin === 'set-here' && (
            <Button
              variant="default"
              size="compact-xs"
              onClick={() => form.change(option, { to: 'file' })}
              aria-label={t('plugin.giveBackThis', { name })}
            >
              {t('plugin.giveBack')}
            </Button>
          )
        )}
      </div>
    </li>
  );
}

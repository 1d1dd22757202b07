import { useTranslation } from 'react-i18next';
import type { PluginOption } from '../api/types';
import { Ago } from '../parts/Ago';
import { Foreign } from '../parts/Foreign';
import classes from './Options.module.css';

/** Where the value that counts comes from. */
export function OptionOrigin({ option }: { option: PluginOption }) {
  const { t } = useTranslation();
  if (option.origin === 'set-here') {
    return (
      <span className={classes.origin}>
        <Foreign text={t('plugin.setBy', { name: option.by ?? '' })} max={120} />
        {option.at !== null && (
          <>
            {' · '}
            <Ago time={option.at} />
          </>
        )}
      </span>
    );
  }
  const missing = !option.isSet && option.required;
  return (
    <span className={classes.origin} data-missing={missing || undefined}>
      {option.origin === 'file'
        ? t('plugin.fromFile')
        : option.isSet
          ? t('plugin.byDefault')
          : t(missing ? 'plugin.missing' : 'plugin.unset')}
    </span>
  );
}

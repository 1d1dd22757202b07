import { useTranslation } from 'react-i18next';
import type { PluginOption } from '../api/types';
import { LongText } from '../parts/LongText';
import { visible } from '../parts/visible';
import { textOf } from './changes';
import classes from './Options.module.css';

/** The value that counts, to be read; of a secret only whether there is one. */
export function OptionValue({ option }: { option: PluginOption }) {
  const { t } = useTranslation();
  const text = textOf(option.value);
  if (!option.isSet || (!option.secret && text === '')) {
    return <span className={classes.origin}>{t(option.isSet ? 'plugin.empty' : 'plugin.unset')}</span>;
  }
  return option.secret ? (
    <span className={classes.origin}>{t('plugin.hidden')}</span>
  ) : (
    <LongText text={text} title={visible(option.name, 120)} max={300} className={classes.value} />
  );
}

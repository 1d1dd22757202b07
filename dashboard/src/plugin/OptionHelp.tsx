import { useTranslation } from 'react-i18next';
import type { PluginOption } from '../api/types';
import { Foreign } from '../parts/Foreign';
import { byItself, kindOf } from './changes';

/** What an option does, and what its value looks like. */
export function OptionHelp({ option }: { option: PluginOption }) {
  const { t } = useTranslation();
  const kind = kindOf(option);
  const otherwise = byItself(option);
  const looks = [
    kind === 'choice' || kind === 'truth' || option.type === 'string' ? '' : option.expected,
    option.unit === null ? '' : t('plugin.unit', { unit: option.unit }),
    otherwise === '' ? '' : t('plugin.default', { value: otherwise }),
    option.required ? t('plugin.required') : '',
  ].filter((part) => part !== '');
  return (
    <>
      <Foreign text={option.help} max={600} />
      {looks.length > 0 && (
        <>
          <br />
          <Foreign text={looks.join(' · ')} max={600} />
        </>
      )}
    </>
  );
}

import type { PluginOption } from '../api/types';
import { useTranslation } from 'react-i18next';
import { Foreign } from '../parts/Foreign';
import { OptionHelp } from './OptionHelp';
import { OptionOrigin } from './OptionOrigin';
import { OptionValue } from './OptionValue';
import classes from './Options.module.css';

/** One option for who may look and not set. */
export function OptionShown({ option }: { option: PluginOption }) {
  const { t } = useTranslation();
  return (
    <li className={classes.option}>
      <div>
        <div className={classes.name}>
          <Foreign text={option.name} max={120} />
        </div>
        <div className={classes.help}>
          {option.declared ? <OptionHelp option={option} /> : t('plugin.undeclared')}
        </div>
      </div>
      <div className={classes.aside}>
        {option.isSet && <OptionValue option={option} />}
        <OptionOrigin option={option} />
      </div>
    </li>
  );
}

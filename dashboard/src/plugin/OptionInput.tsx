import { Group, PasswordInput, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PluginOption } from '../api/types';
import { Foreign } from '../parts/Foreign';
import { kindOf, textOf, type Change } from './changes';
import { OptionHelp } from './OptionHelp';
import classes from './Options.module.css';

interface Props {
  option: PluginOption;
  change: Change | undefined;
  complaints: string[];
  onChange: (change: Change) => void;
}

const styled = { label: classes.name, description: classes.help, error: classes.error };

/** Where the value of an option is typed or chosen, in the way of its type. */
export function OptionInput({ option, change, complaints, onChange }: Props) {
  const { t } = useTranslation();
  const kind = kindOf(option);
  const back = change?.to === 'file';
  const text = back ? '' : (change?.text ?? textOf(option.value));
  const type = (typed: string) => onChange({ to: 'value', text: typed, secret: option.secret });
  const common = {
    label: <Foreign text={option.name} max={120} />,
    description: <OptionHelp option={option} />,
    error: complaints.length > 0 && <Foreign text={complaints.join('; ')} max={600} />,
    classNames: styled,
    disabled: back,
  };
  switch (kind) {
    case 'none':
      return (
        <div>
          <div className={classes.name}>
            <Foreign text={option.name} max={120} />
          </div>
          <div className={classes.help}>{t('plugin.undeclared')}</div>
        </div>
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={[...new Set([...option.choices, ...(text === '' ? [] : [text])])]}
          value={text === '' ? null : text}
          placeholder={t('plugin.choose')}
          onChange={(chosen) => chosen !== null && type(chosen)}
          allowDeselect={false}
        />
      );
    case 'truth':
      return (
        <Radio.Group {...common} value={text} onChange={type}>
          <Group gap="md" mt={4}>
            {['true', 'false'].map((truth) => (
              <Radio key={truth} size="xs" value={truth} label={truth} disabled={back} />
            ))}
          </Group>
        </Radio.Group>
      );
    case 'secret':
      return (
        <PasswordInput
          {...common}
          size="xs"
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
          placeholder={t(option.isSet ? 'plugin.secretSet' : 'plugin.secretUnset')}
          autoComplete="new-password"
          spellCheck={false}
          visibilityToggleButtonProps={{ 'aria-label': t('plugin.reveal') }}
        />
      );
    case 'list':
      return (
        <Textarea
          {...common}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
          placeholder={t('plugin.lines')}
          autosize
          minRows={2}
          maxRows={12}
          spellCheck={false}
        />
      );
    case 'text':
      return text.includes('\n') ? (
        <Textarea
          {...common}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
          autosize
          maxRows={12}
          spellCheck={false}
        />
      ) : (
        <TextInput
          {...common}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
          inputMode={option.type === 'integer' || option.type === 'long' ? 'numeric' : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      );
  }
}

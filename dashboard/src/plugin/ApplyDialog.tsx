import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SeenPlugin } from '../api/queries';
import type { PluginOption } from '../api/types';
import { Foreign } from '../parts/Foreign';
import { visible } from '../parts/visible';
import { othersReplacedWith } from './adds';
import { backTo, byItself, textOf, type Body } from './changes';
import { OptionValue } from './OptionValue';
import classes from './Options.module.css';

interface Props {
  seen: SeenPlugin;
  body: Body;
  open: boolean;
  onClose: () => void;
  onApply: () => void;
}

const SHOWN = 12;

/** Asks before options are set, and says what is changed and what that does to the plugin and to those who use it. */
export function ApplyDialog({ seen: { plugin }, body, open, onClose, onApply }: Props) {
  const { t } = useTranslation();
  const changed = plugin.options.filter(({ name }) => name in body);
  const others = othersReplacedWith(plugin);
  const stand = plugin.state === 'started' ? plugin.uses.map(({ subscription }) => subscription) : [];
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={t('plugin.apply.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <ul className={classes.changes}>
          {changed.map((option) => (
            <li key={option.name}>
              <code>
                <Foreign text={option.name} max={120} />
              </code>
              {': '}
              <OptionValue option={option} />
              {' → '}
              <NewValue option={option} value={body[option.name] ?? null} />
            </li>
          ))}
        </ul>
        <Text size="sm">{t(`plugin.apply.${plugin.state}`)}</Text>
        {stand.length > 0 && (
          <Text size="sm">
            {t('plugin.apply.stand', { count: stand.length })} <Names names={stand} />
          </Text>
        )}
        {others.length > 0 && (
          <Text size="sm">
            {t('plugin.apply.along', { count: others.length })} <Names names={others} />
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button onClick={onApply}>{t('plugin.apply.do')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function NewValue({ option, value }: { option: PluginOption; value: Body[string] }) {
  const { t } = useTranslation();
  if (value === null) {
    return <>{t(`plugin.back.${backTo(option)}`, { value: visible(byItself(option), 120) })}</>;
  }
  if (option.secret) {
    return <>{t('plugin.apply.secret')}</>;
  }
  const text = textOf(value);
  return text === '' ? <>{t('plugin.empty')}</> : <Foreign text={text} max={300} className={classes.value} />;
}

function Names({ names }: { names: string[] }) {
  return (
    <Foreign
      text={names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')}, …` : names.join(', ')}
      max={600}
    />
  );
}

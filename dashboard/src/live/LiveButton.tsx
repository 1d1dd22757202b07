import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './LiveButton.module.css';

export type LiveState = 'live' | 'paused' | 'lost';

interface Props {
  state: LiveState;
  paused: boolean;
  onToggle: () => void;
}

/** Shows whether the list follows what happens, and stops it while somebody reads. */
export function LiveButton({ state, paused, onToggle }: Props) {
  const { t } = useTranslation();
  return (
    <Button
      variant="default"
      onClick={onToggle}
      leftSection={<span className={classes.dot} data-state={state} />}
      rightSection={paused ? <IconPlayerPlay size={13} /> : <IconPlayerPause size={13} />}
      title={paused ? t('live.resume') : t('live.pause')}
      aria-pressed={paused}
    >
      {t(`live.${state}`)}
    </Button>
  );
}

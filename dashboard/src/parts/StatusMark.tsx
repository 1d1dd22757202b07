import { useTranslation } from 'react-i18next';
import type { Status } from '../api/types';
import { StateMark } from './StateMark';

const tones: Record<Status, 'danger' | 'warn' | 'run' | 'ok' | 'quiet'> = {
  open: 'danger',
  indeterminate: 'danger',
  outage: 'warn',
  retrying: 'warn',
  handling: 'run',
  decided: 'run',
  running: 'run',
  moving: 'run',
  succeeded: 'ok',
  discarded: 'quiet',
  redirected: 'quiet',
  superseded: 'quiet',
};

export function StatusMark({ status }: { status: Status }) {
  const { t } = useTranslation();
  return <StateMark tone={tones[status]} label={t(`status.${status}`)} />;
}

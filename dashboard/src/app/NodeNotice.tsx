import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { nodeQuery } from '../api/queries';
import classes from './NodeNotice.module.css';

/** Says so when the node does not answer, or is not ready. */
export function NodeNotice() {
  const { t } = useTranslation();
  const { data, error } = useQuery({ ...nodeQuery, refetchInterval: 3000, retry: false });
  const gone = error instanceof Problem && error.isPassing;
  const reasons = gone ? [] : (data?.notReady ?? []);
  if (!gone && reasons.length === 0) {
    return null;
  }
  return (
    <div className={classes.notice} role="status">
      <IconPlugConnectedX size={16} aria-hidden />
      <span>{gone ? t('problem.unreachable') : reasons.join(' · ')}</span>
    </div>
  );
}

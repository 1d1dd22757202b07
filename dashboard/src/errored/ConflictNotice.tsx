import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Ago } from '../parts/Ago';
import { Foreign } from '../parts/Foreign';
import { Notice } from '../parts/Notice';
import { StatusMark } from '../parts/StatusMark';
import { lastDecision } from './course';
import { knownAction } from './historyOf';

interface Props {
  detail: ErroredDetail;
  /** Whether an edit of one's own is still there. */
  kept: boolean;
}

/** Somebody decided first: who, what and when, and that nothing of one's own took effect. */
export function ConflictNotice({ detail, kept }: Props) {
  const { t } = useTranslation();
  const decision = lastDecision(detail);
  return (
    <Notice tone="warn">
      <strong>{t('conflict.title')}</strong>{' '}
      {decision && (
        <>
          <Foreign text={decision.by} max={80} />
          {': '}
          {t(`history.${knownAction(decision.action)}`)}
          {' · '}
          <Ago time={decision.decidedAt} />
          {'. '}
        </>
      )}
      {t('conflict.now')} <StatusMark status={detail.status} />.{' '}
      {kept ? t('conflict.kept') : t('conflict.nothing')}
    </Notice>
  );
}

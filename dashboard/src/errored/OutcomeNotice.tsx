import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Foreign } from '../parts/Foreign';
import { Notice } from '../parts/Notice';
import { courseOf } from './course';
import type { DecisionState } from './useDecision';

interface Props {
  detail: ErroredDetail;
  decided: NonNullable<DecisionState['decided']>;
}

/** How one's own decision ended; it follows the event until that is known. */
export function OutcomeNotice({ detail, decided }: Props) {
  const { t } = useTranslation();
  const next = (
    <Link to="/errors" search={{}}>
      {t('outcome.next')}
    </Link>
  );
  if (decided.action !== 'resubmit') {
    return (
      <Notice tone="quiet" action={next}>
        {decided.action === 'discard'
          ? t('outcome.discarded', { count: decided.released })
          : t('outcome.discardedAll', { count: decided.released })}
      </Notice>
    );
  }
  const course = courseOf(detail.status);
  if (course === 'succeeded') {
    return (
      <Notice tone="ok" action={next}>
        {t('outcome.succeeded', {
          count: decided.released,
          context: decided.released === 0 ? 'none' : undefined,
        })}
      </Notice>
    );
  }
  if (course === 'waits') {
    return (
      <Notice tone="danger">
        {t('outcome.failedAgain')} <Foreign text={detail.cause.message || detail.cause.type} max={300} />
      </Notice>
    );
  }
  return <Notice tone="run">{t('outcome.running')}</Notice>;
}

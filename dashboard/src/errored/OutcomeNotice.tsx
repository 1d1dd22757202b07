import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Foreign } from '../parts/Foreign';
import { Notice } from '../parts/Notice';
import { courseOf, isAfter } from './course';
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
  if (decided.action === 'discard' || decided.action === 'discard-siding') {
    return (
      <Notice tone="quiet" action={next}>
        {decided.action === 'discard'
          ? t('outcome.discarded', { count: decided.others })
          : t('outcome.discardedAll', { count: decided.others })}
      </Notice>
    );
  }
  if (decided.action === 'redirect' && detail.status === 'redirected') {
    return (
      <Notice tone="ok" action={next}>
        {t('outcome.redirected', { count: decided.others })}
      </Notice>
    );
  }
  const course = isAfter(detail, decided.seen) ? courseOf(detail.status) : 'runs';
  const released = decided.action === 'resubmit' ? decided.others : 0;
  if (course === 'succeeded') {
    return (
      <Notice tone="ok" action={next}>
        {t('outcome.succeeded', {
          count: released,
          context: released === 0 ? 'none' : undefined,
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
  if (decided.action === 'restore' && detail.status === 'decided' && decided.others > 0) {
    return <Notice tone="run">{t('outcome.restored', { count: decided.others })}</Notice>;
  }
  return (
    <Notice tone="run">{t(decided.action === 'redirect' ? 'outcome.sending' : 'outcome.running')}</Notice>
  );
}

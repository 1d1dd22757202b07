import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Foreign } from '../parts/Foreign';
import { Notice } from '../parts/Notice';
import { ProblemNotice } from '../parts/ProblemNotice';
import { ConflictNotice } from './ConflictNotice';
import { isDecidable } from './course';
import type { Draft } from './drafts';
import { OutcomeNotice } from './OutcomeNotice';
import type { DecisionState } from './useDecision';

interface Props {
  detail: ErroredDetail;
  draft: Draft | undefined;
  dirty: boolean;
  decision: DecisionState;
  onDrop: () => void;
}

/** What came of decisions, the own ones and those of others, above the event. */
export function Notices({ detail, draft, dirty, decision, onDrop }: Props) {
  const { t } = useTranslation();
  const { problem, unreadable, decided } = decision;
  const overtaken =
    dirty && draft !== undefined && (draft.revision !== detail.revision || !isDecidable(detail.status));
  return (
    <>
      {decided && <OutcomeNotice detail={detail} decided={decided} />}
      {unreadable && (
        <Notice tone="danger">
          {t(`errored.unreadable.${unreadable.part}`)} <Foreign text={unreadable.message} />
        </Notice>
      )}
      {problem &&
        (problem.isConflict ||
        (problem.status === 409 && detail.version > 0 && problem.code === 'wrong-status') ? (
          <ConflictNotice detail={detail} kept={dirty} />
        ) : (
          <ProblemNotice problem={problem} />
        ))}
      {overtaken && !problem && (
        <Notice
          tone="warn"
          action={
            <Button variant="default" size="compact-xs" onClick={onDrop}>
              {t('errored.takeTheirs')}
            </Button>
          }
        >
          {t('errored.overtaken')}
        </Notice>
      )}
    </>
  );
}

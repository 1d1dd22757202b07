import { Button, Checkbox } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import classes from './Actions.module.css';
import { NoteInput } from './NoteInput';
import type { DecisionState } from './useDecision';

interface Props {
  detail: ErroredDetail;
  decision: DecisionState;
}

/** Takes a discard back, and says what that does and what it does not. */
export function Restore({ detail, decision }: Props) {
  const { t } = useTranslation();
  const indeterminate = detail.cause.kind === 'indeterminate';
  return (
    <div className={classes.actions}>
      <p className={classes.what}>{t(detail.key === null ? 'restore.alone' : 'restore.what')}</p>
      {indeterminate && (
        <Checkbox
          size="xs"
          label={t('decide.confirm')}
          checked={decision.confirmed}
          onChange={(event) => decision.setConfirmed(event.currentTarget.checked)}
        />
      )}
      <NoteInput decision={decision} />
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          loading={decision.busy}
          disabled={indeterminate && !decision.confirmed}
          onClick={decision.restore}
        >
          {t('restore.do')}
        </Button>
      </div>
    </div>
  );
}

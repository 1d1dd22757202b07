import { Button, Checkbox } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowRight, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import classes from './Actions.module.css';
import { DiscardDialog } from './DiscardDialog';
import { NoteInput } from './NoteInput';
import { RedirectDialog } from './RedirectDialog';
import type { DecisionState } from './useDecision';

interface Props {
  detail: ErroredDetail;
  dirty: boolean;
  decision: DecisionState;
  onDrop: () => void;
}

/** The decisions a person can take, each saying what it does. */
export function Actions({ detail, dirty, decision, onDrop }: Props) {
  const { t } = useTranslation();
  const [asking, { open, close }] = useDisclosure(false);
  const [sending, { open: openSend, close: closeSend }] = useDisclosure(false);
  const indeterminate = detail.status === 'indeterminate';
  return (
    <div className={classes.actions}>
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
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={decision.busy}
          disabled={indeterminate && !decision.confirmed}
          onClick={decision.send}
        >
          {dirty ? t('decide.resubmitEdited') : t('decide.resubmit')}
        </Button>
        {dirty && (
          <Button variant="default" onClick={onDrop}>
            {t('decide.revert')}
          </Button>
        )}
        {detail.current.event && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconArrowRight size={14} aria-hidden />}
            disabled={decision.busy}
            onClick={openSend}
          >
            {t('decide.redirect')}
          </Button>
        )}
        <Button
          className={classes.discard}
          variant="subtle"
          color="red"
          c="var(--danger)"
          leftSection={<IconTrash size={14} aria-hidden />}
          disabled={decision.busy}
          onClick={open}
        >
          {t('decide.discard')}
        </Button>
      </div>
      <RedirectDialog
        detail={detail}
        dirty={dirty}
        open={sending}
        onClose={closeSend}
        onRedirect={(channel) => {
          closeSend();
          decision.redirect(channel);
        }}
      />
      <DiscardDialog
        detail={detail}
        open={asking}
        onClose={close}
        onDiscard={(scope) => {
          close();
          decision.drop(scope);
        }}
      />
    </div>
  );
}

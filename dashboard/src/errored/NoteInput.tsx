import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DecisionState } from './useDecision';

/** Why somebody decides so; the audit keeps it. */
export function NoteInput({ decision }: { decision: DecisionState }) {
  const { t } = useTranslation();
  return (
    <TextInput
      aria-label={t('decide.note')}
      placeholder={t('decide.note')}
      value={decision.note}
      onChange={(event) => decision.setNote(event.currentTarget.value)}
      maxLength={2000}
    />
  );
}

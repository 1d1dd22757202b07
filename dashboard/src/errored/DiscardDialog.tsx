import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';

type Scope = 'event' | 'siding';

interface Props {
  detail: ErroredDetail;
  open: boolean;
  onClose: () => void;
  onDiscard: (scope: Scope) => void;
}

/** Asks before anything is dropped, and says what becomes of those that wait behind it. */
export function DiscardDialog({ detail, open, onClose, onDiscard }: Props) {
  const { t } = useTranslation();
  const [scope, setScope] = useState<Scope>('event');
  const count = detail.waiting;
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={t('discard.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <Text size="sm">{t('discard.what')}</Text>
        {count > 0 ? (
          <Radio.Group
            value={scope}
            onChange={(value) => setScope(value as Scope)}
            label={t('discard.followers', { count })}
          >
            <Stack gap="xs" mt="xs">
              <Radio size="xs" value="event" label={t('discard.release', { count })} />
              <Radio size="xs" value="siding" label={t('discard.withThem', { count })} />
            </Stack>
          </Radio.Group>
        ) : (
          <Text size="sm">{t('discard.nobody')}</Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red.9" onClick={() => onDiscard(count > 0 ? scope : 'event')}>
            {scope === 'siding' && count > 0 ? t('discard.doAll', { count: count + 1 }) : t('discard.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

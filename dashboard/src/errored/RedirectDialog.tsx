import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries';
import type { ErroredDetail } from '../api/types';

interface Props {
  detail: ErroredDetail;
  /** Whether there is an edit, which does not go along. */
  dirty: boolean;
  open: boolean;
  onClose: () => void;
  onRedirect: (channel: string) => void;
}

/** Only the kernel sends there. */
const RESERVED = 'sidetrack.system';

/** Asks where the event goes in place of being run, and says what that means. */
export function RedirectDialog({ detail, dirty, open, onClose, onRedirect }: Props) {
  const { t } = useTranslation();
  const [channel, setChannel] = useState<string | null>(null);
  const { data } = useQuery({ ...channelsQuery, enabled: open });
  const names = (data ?? []).map(({ name }) => name).filter((name) => name !== RESERVED);
  const count = detail.waiting;
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={t('redirect.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <Text size="sm">
          {t('redirect.what')} {count > 0 && t('redirect.release', { count })}
        </Text>
        {dirty && <Text size="sm">{t('redirect.notTheEdit')}</Text>}
        <Select
          label={t('redirect.to')}
          placeholder={t('redirect.choose')}
          data={names}
          value={channel}
          onChange={setChannel}
          searchable={names.length > 8}
          comboboxProps={{ withinPortal: false }}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={channel === null} onClick={() => channel !== null && onRedirect(channel)}>
            {t('redirect.do')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

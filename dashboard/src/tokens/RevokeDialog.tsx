import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { tokensQuery } from '../api/queries';
import { Foreign } from '../parts/Foreign';
import { ProblemNotice } from '../parts/ProblemNotice';

interface Props {
  /** Whose token; null for none. */
  name: string | null;
  onClose: () => void;
}

/** Asks before a token ends, with everything that runs on it. */
export function RevokeDialog({ name, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.DELETE('/api/v1/tokens/{name}', { params: { path: { name: name ?? '' } } }),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries(tokensQuery),
  });
  return (
    <Modal
      opened={name !== null}
      onClose={onClose}
      title={t('tokens.revokeTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <Text size="sm">
          <strong>
            <Foreign text={name ?? ''} max={80} />
          </strong>
          {': '}
          {t('tokens.revokeWhat')}
        </Text>
        {revoke.error && <ProblemNotice problem={revoke.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red.9" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('tokens.revoke')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

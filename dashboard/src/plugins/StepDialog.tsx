import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { pluginsQuery } from '../api/queries';
import type { Plugin } from '../api/types';
import { ProblemNotice } from '../parts/ProblemNotice';
import { visible } from '../parts/visible';
import { type Step, stepsOf } from './steps';
import classes from './PluginsPage.module.css';

interface Props {
  /** Whose steps; null for none. */
  plugin: Plugin | null;
  onClose: () => void;
  /** Where it is gone afterwards; else only closed. */
  onRemoved?: () => void;
}

/** What may be asked of a plugin now, each with what it does to its subscriptions. */
export function StepDialog({ plugin, onClose, onRemoved }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: async ({ id, step }: { id: string; step: Step }) => {
      const params = { params: { path: { id } } };
      if (step === 'remove') {
        await api.DELETE('/api/v1/plugins/{id}', params);
      } else {
        await api.POST(`/api/v1/plugins/{id}/${step}`, params);
      }
    },
    onSuccess: (_done, { step }) => {
      onClose();
      if (step === 'remove') {
        onRemoved?.();
      }
    },
    onSettled: () => queries.invalidateQueries(pluginsQuery),
  });
  return (
    <Modal
      opened={plugin !== null}
      onClose={onClose}
      title={plugin && t('plugins.steps', { name: visible(plugin.id) })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {plugin && (
        <Stack gap="md">
          {take.error && <ProblemNotice problem={take.error} />}
          {stepsOf(plugin).map((step) => (
            <div key={step} className={classes.step}>
              <Button
                variant="default"
                loading={take.isPending && take.variables.step === step}
                disabled={take.isPending}
                onClick={() => take.mutate({ id: plugin.id, step })}
              >
                {t(`plugins.step.${step}`)}
              </Button>
              <Text size="sm">{t(`plugins.does.${step}`)}</Text>
            </div>
          ))}
          <Group justify="flex-end">
            <Button variant="subtle" onClick={onClose} data-autofocus>
              {t('common.cancel')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

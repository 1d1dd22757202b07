import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { subscriptionsQuery } from '../api/queries';
import type { Subscription } from '../api/types';
import { Foreign } from '../parts/Foreign';
import classes from './SubscriptionsPage.module.css';

/** Stops or starts the intake of a subscription. */
export function PauseButton({ subscription }: { subscription: Subscription }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const paused = subscription.state === 'paused';
  const change = useMutation({
    mutationFn: () => {
      const params = { params: { path: { subscription: subscription.name } } };
      return paused
        ? api.POST('/api/v1/subscriptions/{subscription}/resume', params)
        : api.POST('/api/v1/subscriptions/{subscription}/pause', params);
    },
    onSettled: () => queries.invalidateQueries(subscriptionsQuery),
  });
  if (subscription.state === 'orphaned') {
    return null;
  }
  return (
    <>
      <Button
        variant="default"
        size="compact-xs"
        loading={change.isPending}
        onClick={() => change.mutate()}
        leftSection={
          paused ? <IconPlayerPlay size={13} aria-hidden /> : <IconPlayerPause size={13} aria-hidden />
        }
        aria-label={t(paused ? 'subscriptions.resumeThis' : 'subscriptions.pauseThis', {
          name: subscription.name,
        })}
      >
        <span className={classes.word}>{paused ? t('subscriptions.resume') : t('subscriptions.pause')}</span>
      </Button>
      {change.error && (
        <div role="alert">
          <Foreign text={change.error.message} max={200} />
        </div>
      )}
    </>
  );
}

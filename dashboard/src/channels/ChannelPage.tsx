import { Button, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowLeft, IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../parts/EmptyState';
import { Foreign } from '../parts/Foreign';
import { Page } from '../parts/Page';
import { ProblemNotice } from '../parts/ProblemNotice';
import { useMayAct } from '../session/SessionContext';
import { ChannelEvents } from './ChannelEvents';
import classes from './ChannelPage.module.css';
import { PublishForm } from './PublishForm';
import { useChannelEvents } from './useChannelEvents';

/** What is in a channel, the newest first, and a form to publish a test event. */
export function ChannelPage() {
  const { t } = useTranslation();
  const { channel } = useParams({ from: '/channels/$channel' });
  const mayAct = useMayAct() && channel !== 'sidetrack.system';
  const [publishing, { toggle, close }] = useDisclosure(false);
  const queries = useQueryClient();
  const events = useChannelEvents(channel);

  return (
    <Page>
      <Link to="/channels" className={classes.back}>
        <IconArrowLeft size={15} aria-hidden />
        {t('nav.channels')}
      </Link>
      <div className={classes.head}>
        <Title order={1} size="h3" className={classes.title}>
          <Foreign text={channel} max={120} />
        </Title>
        {mayAct && (
          <Button
            leftSection={<IconSend size={14} aria-hidden />}
            onClick={toggle}
            aria-expanded={publishing}
          >
            {t('publish.open')}
          </Button>
        )}
      </div>
      {publishing && (
        <PublishForm
          channel={channel}
          onPublished={() => void queries.invalidateQueries({ queryKey: ['channel', channel] })}
          onClose={close}
        />
      )}
      {events.error && !events.items ? (
        <ProblemNotice problem={events.error} onAgain={events.refetch} />
      ) : (
        events.items &&
        (events.remote ? (
          <EmptyState
            title={t('channel.remote')}
            hint={t('channel.remoteHint', { broker: events.remote.broker, address: events.remote.address })}
          />
        ) : events.items.length === 0 ? (
          <EmptyState title={t('channel.empty')} hint={t('channel.emptyHint')} />
        ) : (
          <ChannelEvents items={events.items} onOlder={events.older} />
        ))
      )}
    </Page>
  );
}

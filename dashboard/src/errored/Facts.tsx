import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Card } from '../parts/Card';
import { FactList } from '../parts/FactList';

/** What identifies the event and where it came from. */
export function Facts({ detail }: { detail: ErroredDetail }) {
  const { t, i18n } = useTranslation();
  const { event, channel, position } = detail.current;
  return (
    <Card title={t('errored.facts')}>
      <FactList
        facts={[
          [t('errored.fact.event'), event?.id],
          [t('errored.fact.source'), event?.source],
          [t('errored.fact.subject'), event?.subject],
          [t('errored.fact.time'), event?.time],
          [t('errored.fact.from'), `${channel} · ${position}`],
          [t('errored.fact.errored'), new Date(detail.createdAt).toLocaleString(i18n.language)],
          [t('errored.fact.id'), detail.id],
          [t('errored.fact.version'), String(detail.version)],
        ]}
      />
    </Card>
  );
}

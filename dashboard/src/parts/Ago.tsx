import { useTranslation } from 'react-i18next';
import { agoOf } from './agoOf';
import { useNow } from './useNow';

/** How long ago, short; the whole time on hovering. */
export function Ago({ time }: { time: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <time dateTime={time} title={new Date(time).toLocaleString(i18n.language)}>
      {agoOf(Date.parse(time), now, i18n.language)}
    </time>
  );
}

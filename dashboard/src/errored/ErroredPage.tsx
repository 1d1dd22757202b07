import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { errorQuery } from '../api/queries';
import { isTyping } from '../errors/useListKeys';
import { useLiveErrors } from '../live/useLiveErrors';
import { Page } from '../parts/Page';
import { ProblemNotice } from '../parts/ProblemNotice';
import { CauseCard } from './CauseCard';
import { courseOf } from './course';
import classes from '../parts/DetailPage.module.css';
import { EventCard } from './EventCard';
import { Facts } from './Facts';
import { Followers } from './Followers';
import { Heading } from './Heading';
import { History } from './History';

const WHILE_IT_RUNS_MILLIS = 700;

/** One errored event: what went wrong, what waits for it, and what to do about it. */
export function ErroredPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/errors/$id' });
  const live = useLiveErrors(false);
  const { data, error, refetch } = useQuery({
    ...errorQuery(id),
    refetchInterval: ({ state }) =>
      state.data && courseOf(state.data.status) === 'runs' ? WHILE_IT_RUNS_MILLIS : live.pollMillis,
  });
  useBackKey();

  return (
    <Page>
      <Link to="/errors" search={{}} className={classes.back}>
        <IconArrowLeft size={15} aria-hidden />
        {t('errors.title')}
      </Link>
      {data ? (
        <>
          <Heading detail={data} />
          <div className={classes.columns}>
            <div className={classes.main}>
              <CauseCard cause={data.cause} />
              <EventCard key={data.id} detail={data} />
            </div>
            <div className={classes.side}>
              <Followers detail={data} />
              <History detail={data} />
              <Facts detail={data} />
            </div>
          </div>
        </>
      ) : (
        error && <ProblemNotice problem={error} onAgain={() => void refetch()} />
      )}
    </Page>
  );
}

/** `u` goes back to the list. */
function useBackKey(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'u' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
        void navigate({ to: '/errors', search: {} });
      }
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [navigate]);
}

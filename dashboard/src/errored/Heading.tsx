import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ErroredDetail } from '../api/types';
import { Ago } from '../parts/Ago';
import { Foreign } from '../parts/Foreign';
import { StatusMark } from '../parts/StatusMark';
import { courseOf } from './course';
import classes from './Heading.module.css';

/** What it is, where it stands, and whom it holds up. */
export function Heading({ detail }: { detail: ErroredDetail }) {
  const { t } = useTranslation();
  const type = detail.current.event?.type ?? t('errored.noEvent');
  const course = courseOf(detail.status);
  return (
    <div className={classes.heading}>
      <h1 className={classes.title}>
        <Foreign text={type} max={160} />
        {detail.key !== null && (
          <span className={classes.key}>
            <Foreign text={detail.key} max={120} />
          </span>
        )}
      </h1>
      <p className={classes.line}>
        <StatusMark status={detail.status} />
        <Link to="/errors" search={{ subscription: detail.subscription }} className={classes.link}>
          <Foreign text={detail.subscription} max={120} />
        </Link>
        <Ago time={detail.createdAt} />
      </p>
      {(course === 'waits' || course === 'runs') && (
        <p className={classes.impact} data-some={detail.waiting > 0 || undefined}>
          {detail.key === null
            ? t('errored.alone')
            : t('errored.waiting', {
                count: detail.waiting,
                context: detail.waiting === 0 ? 'none' : undefined,
              })}
        </p>
      )}
    </div>
  );
}

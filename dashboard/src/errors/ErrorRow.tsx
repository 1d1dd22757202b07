import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Errored } from '../api/types';
import { Ago } from '../parts/Ago';
import { Foreign } from '../parts/Foreign';
import { StatusMark } from '../parts/StatusMark';
import classes from './ErrorRows.module.css';

interface Props {
  errored: Errored;
  index: number;
  top: number;
  height: number;
  active: boolean;
  onActive: (id: string) => void;
}

export function ErrorRow({ errored, index, top, height, active, onActive }: Props) {
  const { t } = useTranslation();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (active && document.activeElement !== link.current) {
      link.current?.focus({ preventScroll: true });
    }
  }, [active]);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-active={active || undefined}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <span role="cell" className={classes.status}>
        <StatusMark status={errored.status} />
      </span>
      <span role="cell" className={classes.cause}>
        <Link
          ref={link}
          to="/errors/$id"
          params={{ id: errored.id }}
          className={classes.link}
          onFocus={() => onActive(errored.id)}
        >
          <Foreign text={errored.cause.message || errored.cause.type} />
        </Link>
      </span>
      <span role="cell" className={classes.key}>
        {errored.key === null ? (
          <span className={classes.dim}>{t('common.noKey')}</span>
        ) : (
          <Foreign text={errored.key} max={120} />
        )}
      </span>
      <span role="cell" className={classes.subscription}>
        <Foreign text={errored.subscription} max={120} />
      </span>
      <span role="cell" className={classes.waiting} data-some={errored.waiting > 0 || undefined}>
        {t('errors.waiting', { count: errored.waiting })}
      </span>
      <span role="cell" className={classes.since}>
        <Ago time={errored.createdAt} />
      </span>
    </div>
  );
}

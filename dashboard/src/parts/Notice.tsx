import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface Props {
  tone: 'danger' | 'warn' | 'ok' | 'run' | 'quiet';
  action?: ReactNode;
  children: ReactNode;
}

/** A line above what it is about. */
export function Notice({ tone, action, children }: Props) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <div className={classes.text}>{children}</div>
      {action}
    </div>
  );
}

import { IconCircleCheck, IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

interface Props {
  title: string;
  hint: string;
  /** Whether empty is what one hopes for. */
  good?: boolean;
  children?: ReactNode;
}

/** Says that there is nothing, why that is so, and what to do next. */
export function EmptyState({ title, hint, good, children }: Props) {
  const Icon = good ? IconCircleCheck : IconInbox;
  return (
    <div className={classes.empty} role="status">
      <Icon size={30} stroke={1.4} className={classes.icon} data-good={good || undefined} aria-hidden />
      <p className={classes.title}>{title}</p>
      <p className={classes.hint}>{hint}</p>
      <div className={classes.next}>{children}</div>
    </div>
  );
}

import type { ReactNode } from 'react';
import classes from './Page.module.css';

/** The frame of a page; a wide one fills the height, so that a list inside scrolls by itself. */
export function Page({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      {children}
    </div>
  );
}

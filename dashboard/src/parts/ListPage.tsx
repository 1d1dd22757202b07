import { Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import classes from './ListPage.module.css';
import { Page } from './Page';
import { ProblemNotice } from './ProblemNotice';

interface Props<T> {
  title: string;
  lead: string;
  query: Pick<UseQueryResult<unknown>, 'error' | 'refetch' | 'isPending'>;
  items: T[] | undefined;
  /** What stands above the list, and where there is none. */
  above?: ReactNode;
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

/** A page that is one list: its title, what it shows, and the list or why there is none. */
export function ListPage<T>({ title, lead, query, items, above, empty, children }: Props<T>) {
  return (
    <Page>
      <div>
        <Title order={1} size="h3">
          {title}
        </Title>
        <p className={classes.lead}>{lead}</p>
      </div>
      {items !== undefined && above}
      {items === undefined
        ? query.error && <ProblemNotice problem={query.error} onAgain={() => void query.refetch()} />
        : items.length === 0
          ? empty
          : children(items)}
    </Page>
  );
}

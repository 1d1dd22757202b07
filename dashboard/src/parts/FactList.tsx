import { Fragment, type ReactNode } from 'react';
import classes from './FactList.module.css';
import { Foreign } from './Foreign';

/** A name and what is known under it; null or undefined where nothing is, which leaves it out. A text is taken for foreign. */
export type Fact = readonly [name: string, value: ReactNode];

/** What there is to know, a line each. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) =>
        value === undefined || value === null ? null : (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? <Foreign text={value} max={300} /> : value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}

import classes from './StatusMark.module.css';

interface Props {
  tone: 'danger' | 'warn' | 'run' | 'ok' | 'quiet';
  label: string;
}

/** A state in a word, with its colour beside it and never instead of it. */
export function StateMark({ tone, label }: Props) {
  return (
    <span className={classes.mark} data-tone={tone}>
      <span className={classes.dot} aria-hidden />
      {label}
    </span>
  );
}

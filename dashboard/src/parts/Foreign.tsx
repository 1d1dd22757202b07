import { visible } from './visible';

interface Props {
  text: string;
  /** How many characters to show at most; the rest becomes '…'. */
  max?: number;
  className?: string | undefined;
}

/**
 * Text that came from outside: an event, a plugin, a person. It stays text, its direction does not leave it, what cannot be seen is
 * made visible, and its length is bounded.
 */
export function Foreign({ text, max = 300, className }: Props) {
  return <bdi className={className}>{visible(text, max)}</bdi>;
}

export interface Frame {
  text: string;
  /** Whether it is code of a plugin, or says what was thrown. */
  own: boolean;
}

/** Code that every stack trace ends in and nobody who repairs an event asks about. */
const BENEATH =
  /^\s*at (?:java\.|jdk\.|sun\.|io\.vertx\.|io\.netty\.|io\.sidetrack\.kernel\.|[\w.]+\/java\.)/;
const MOST = 2000;

/** A stack trace by lines: all of it, and the head that ends where code of plugins does. */
export function framesOf(trace: string): { all: Frame[]; head: Frame[] } {
  const all = trace
    .slice(0, 200_000)
    .split('\n')
    .slice(0, MOST)
    .map((line) => line.replaceAll('\t', '    ').trimEnd())
    .filter((line) => line !== '')
    .map((text) => ({ text, own: !BENEATH.test(text) }));
  const firstBeneath = all.findIndex((frame) => !frame.own);
  return {
    all,
    head: firstBeneath < 0 ? all.slice(0, 12) : all.slice(0, Math.min(12, Math.max(3, firstBeneath))),
  };
}

/** So long a page may be out of sight before it lets go of what it holds. */
const OUT_OF_SIGHT_MILLIS = 30_000;

/** Waits until the page can be seen; the signal answered is aborted once it has been out of sight for a while. */
export async function whileVisible(stop: AbortSignal): Promise<AbortSignal> {
  while (document.visibilityState === 'hidden' && !stop.aborted) {
    await new Promise<void>((resume) => {
      const end = () => {
        document.removeEventListener('visibilitychange', end);
        stop.removeEventListener('abort', end);
        resume();
      };
      document.addEventListener('visibilitychange', end);
      stop.addEventListener('abort', end);
    });
  }
  const hidden = new AbortController();
  const watched = AbortSignal.any([stop, hidden.signal]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener(
    'visibilitychange',
    () => {
      clearTimeout(timer);
      timer =
        document.visibilityState === 'hidden'
          ? setTimeout(() => hidden.abort(), OUT_OF_SIGHT_MILLIS)
          : undefined;
    },
    { signal: watched },
  );
  return hidden.signal;
}

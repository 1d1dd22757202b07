import { useEffect, useRef, useState, type ChangeEvent } from 'react';

const PAUSE_MILLIS = 250;

/** A text field whose value reaches the address once the person pauses, and follows the address when that changes. */
export function useTypedFilter(value: string | undefined, onSettled: (value: string | undefined) => void) {
  const [typed, setTyped] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setTyped(value ?? '');
  }
  const settle = useRef(onSettled);
  useEffect(() => {
    settle.current = onSettled;
  });
  useEffect(() => {
    if (typed === (value ?? '')) {
      return undefined;
    }
    const timer = setTimeout(() => settle.current(typed === '' ? undefined : typed), PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return {
    value: typed,
    onChange: (event: ChangeEvent<HTMLInputElement>) => setTyped(event.currentTarget.value),
  };
}

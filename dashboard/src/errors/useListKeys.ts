import { useEffect, useRef } from 'react';
import type { Errored } from '../api/types';

interface Options {
  items: readonly Errored[];
  active: string | null;
  onActive: (id: string) => void;
  onSearch: () => void;
  onHelp: () => void;
}

/** `/ j k ?` on the list. Enter needs nothing: the active row's link has the focus. */
export function useListKeys(options: Options): void {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
        return;
      }
      const { items, active, onActive, onSearch, onHelp } = latest.current;
      if (event.key === '/') {
        onSearch();
      } else if (event.key === '?') {
        onHelp();
      } else if (event.key === 'j' || event.key === 'k') {
        const next = neighbour(items, active, event.key === 'j' ? 1 : -1);
        if (next !== undefined) {
          onActive(next);
        }
      } else {
        return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}

/** The id beside the active one; the first where none is active or the active one has left the list. */
export function neighbour(
  items: readonly Errored[],
  active: string | null,
  step: 1 | -1,
): string | undefined {
  const at = items.findIndex((item) => item.id === active);
  return at < 0 ? items[0]?.id : items[Math.min(items.length - 1, Math.max(0, at + step))]?.id;
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest('[role="dialog"]') !== null)
  );
}

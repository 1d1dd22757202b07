import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { HeldCard } from '../src/plugin/HeldCard';

const poller = "thread 'poller', whose context class loader it is";
const held = (version: string) => ({
  version,
  sha256: 'abc',
  since: '2026-11-29T07:00:00Z',
  holders: [poller],
});

describe('Versions that are held', () => {
  it('are shown with what holds them, the newest first', () => {
    render(<HeldCard held={[held('1.0.0'), held('1.1.0')]} />);

    expect(screen.getAllByText(/^1\.\d\.0$/).map((each) => each.textContent)).toEqual(['1.1.0', '1.0.0']);
    expect(screen.getAllByText(poller)).toHaveLength(2);
  });

  it('are counted where they are many', () => {
    render(<HeldCard held={Array.from({ length: 8 }, (_, i) => held(`1.${i}.0`))} />);

    expect(screen.getAllByText(poller)).toHaveLength(5);
    expect(screen.getByText('plugin.heldMore')).toBeDefined();
  });

  it('take no room where there are none', () => {
    expect(render(<HeldCard held={[]} />).container.textContent).toBe('');
  });
});

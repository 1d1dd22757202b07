import { describe, expect, it } from 'vitest';
import { stepsOf } from '../src/plugins/steps';

describe('what may be asked of a plugin', () => {
  it('depends on its state', () => {
    expect(stepsOf({ id: 'desk', jar: 'desk.jar', state: 'started' })).toEqual([
      'reload',
      'rollback',
      'stop',
      'remove',
    ]);
    expect(stepsOf({ id: 'desk', jar: 'desk.jar', state: 'stopped' })).toEqual(['start', 'remove']);
    expect(stepsOf({ id: 'desk', jar: 'desk.jar', state: 'failed' })).toEqual(['start', 'remove']);
    expect(stepsOf({ id: 'desk', jar: 'desk.jar', state: 'quarantined' })).toEqual([
      'start',
      'rollback',
      'stop',
      'remove',
    ]);
  });

  it('is nothing where the file is no plugin', () => {
    expect(stepsOf({ id: 'text.jar', jar: 'text.jar', state: 'failed' })).toEqual([]);
  });
});

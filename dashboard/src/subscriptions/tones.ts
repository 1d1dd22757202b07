/** How the states of subscriptions look. */
export const tones = {
  running: 'ok',
  paused: 'warn',
  starting: 'run',
  limit: 'warn',
  'circuit-open': 'danger',
  competing: 'danger',
  disconnected: 'danger',
  'processor-missing': 'danger',
  'order-changed': 'danger',
  failed: 'danger',
  orphaned: 'quiet',
} as const;

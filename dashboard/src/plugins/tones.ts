/** How the states of plugins look. */
export const tones = { started: 'ok', stopped: 'warn', failed: 'danger', quarantined: 'danger' } as const;

/** How the states of channels and brokers look. */
export const tones = { up: 'ok', connecting: 'warn', down: 'danger' } as const;

import { setNonce } from 'get-nonce';

/** The nonce that the node puts into each index.html; without it the policy of the page takes no style that a script makes. */
export const styleNonce: string =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// For what the dialogs use to keep the page behind them from scrolling.
setNonce(styleNonce);

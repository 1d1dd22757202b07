/** Marks that turn the direction of text around them, and characters without width. */
const HIDDEN = /[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The text with control characters, direction marks and zero-width characters made visible, cut to `max` characters. */
export function visible(text: string, max: number = Number.POSITIVE_INFINITY): string {
  const cut = text.length > max ? `${text.slice(0, headEnd(text, max))}…` : text;
  return cut.replace(HIDDEN, named).replace(CONTROL, pictured);
}

/** Does not cut a surrogate pair in two. */
function headEnd(text: string, max: number): number {
  const last = text.charCodeAt(max - 1);
  return last >= 0xd800 && last <= 0xdbff ? max - 1 : max;
}

function named(character: string): string {
  return `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`;
}

function pictured(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x7f) {
    return '␡';
  }
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : named(character);
}

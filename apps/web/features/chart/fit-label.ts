/** Pixels that a letter of a label takes on average. */
const LETTER = 6.5;

/** A label that fits into a width in pixels; a longer one loses its end. */
export function fitLabel(text: string, width: number): string {
  const length = width / LETTER;
  return text.length <= length ? text : `${text.slice(0, Math.max(1, Math.floor(length) - 1))}…`;
}

/** `1 model`, `12 models`: a number, already written, with the noun that it asks for. */
export function countOf(count: number, noun: string, written = String(count)): string {
  return `${written} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1 model`, `12 models`: a formatted number with the singular or plural noun. */
export function countOf(count: number, noun: string, written = String(count)): string {
  return `${written} ${noun}${count === 1 ? '' : 's'}`;
}

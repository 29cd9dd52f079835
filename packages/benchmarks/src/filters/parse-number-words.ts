import { getEntry } from '@lamina/errors';

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';
const VALUES: ReadonlyMap<string, number> = new Map([
  ...SMALL.split(' ').map((word, value) => [word, value] as const),
  ...TENS.split(' ').map((word, place) => [word, 20 + 10 * place] as const),
  ['hundred', 100],
]);
const SCALES: ReadonlyMap<string, number> = new Map([
  ['billion', 1e9],
  ['million', 1e6],
  ['thousand', 1e3],
]);

/**
 * The number written in English words, "two thousand and twelve"; other words in between are ignored. Null if there is no number, or a scale occurs
 * twice or out of order. Parts between scales are read by their length, as in word2number 1.1: two words are added unless one is "hundred"; of three
 * words the first two are multiplied.
 */
export function parseNumberWords(text: string): number | null {
  const words = text.split(/\s+/).filter((word) => VALUES.has(word) || SCALES.has(word));
  const [only] = words;
  if (only === undefined) return null;
  if (words.length === 1) return VALUES.get(only) ?? getEntry(SCALES, only);
  let total = 0;
  let lastScale = Number.POSITIVE_INFINITY;
  let part: number[] = [];
  for (const word of words) {
    const scale = SCALES.get(word);
    if (scale === undefined) {
      part.push(getEntry(VALUES, word));
      continue;
    }
    if (scale >= lastScale || part.length === 0) return null;
    total += scale * joinPart(part);
    lastScale = scale;
    part = [];
  }
  return part.length === 0 ? total : total + joinPart(part);
}

function joinPart(part: readonly number[]): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = part;
  if (part.length === 2) return part.includes(100) ? first * second : first + second;
  return part.length === 3 || part.length === 4 ? first * second + third + fourth : first;
}

import { createSeededRandom } from '@lamina/test-utils/models';

/** Tokens of a window of random text. */
export const WINDOW = 12;

/** The number of tokens that buildTinyDecoder knows. */
const VOCABULARY = 24;

/** Windows of random tokens, as the seed makes them. */
export function randomWindows(count: number, seed: string): { readonly inputIds: readonly (readonly number[])[] } {
  const random = createSeededRandom(seed);
  const token = (): number => Math.floor(((random() + 1) / 2) * VOCABULARY) % VOCABULARY;
  return { inputIds: Array.from({ length: count }, () => Array.from({ length: WINDOW }, token)) };
}

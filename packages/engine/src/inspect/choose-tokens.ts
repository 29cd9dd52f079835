/** Token ids for a trial: the same in every call, different from each other, and far apart in the vocabulary; (1 + 7919 i) mod vocabulary. */
export function chooseTokens(tokens: number, vocabulary: number | null): number[] {
  return Array.from({ length: tokens }, (_, position) => (1 + position * 7919) % (vocabulary ?? 2));
}

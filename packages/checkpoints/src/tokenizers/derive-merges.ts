/** A piece of a vocabulary with its score. */
export interface ScoredPiece {
  readonly text: string;
  readonly score: number;
}

/**
 * The merges of a byte-pair encoding whose vocabulary has scores instead: every way to combine two pieces to another piece, with higher scores and
 * longer left parts first. SentencePiece merges the neighbours whose union has the highest score, which is equivalent.
 * Source: transformers 4.57.6 convert_slow_tokenizer.generate_merges.
 */
export function deriveMerges(pieces: readonly ScoredPiece[]): readonly (readonly [string, string])[] {
  const known = new Set(pieces.map(({ text }) => text));
  const merges: (readonly [string, string])[] = [];
  for (const { text } of [...pieces].sort((a, b) => b.score - a.score)) {
    for (let cut = text.length - 1; cut > 0; cut -= 1) {
      const left = text.slice(0, cut);
      if (!known.has(left)) continue;
      const right = text.slice(cut);
      if (known.has(right)) merges.push([left, right]);
    }
  }
  return merges;
}

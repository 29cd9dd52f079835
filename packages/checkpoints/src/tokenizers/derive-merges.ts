/** A piece of a vocabulary and its score. */
export interface ScoredPiece {
  readonly text: string;
  readonly score: number;
}

/**
 * The merges of a byte-pair encoding whose vocabulary states scores instead: every way to put a piece together from two others, the highest
 * score first. SentencePiece merges the neighbours whose union has the highest score, which is the same.
 * Source: transformers 4.57.6 convert_slow_tokenizer.generate_merges.
 */
export function deriveMerges(pieces: readonly ScoredPiece[]): readonly (readonly [string, string])[] {
  const known = new Set(pieces.map(({ text }) => text));
  const merges: { readonly left: string; readonly right: string; readonly score: number }[] = [];
  for (const { text, score } of pieces) {
    for (let cut = 1; cut < text.length; cut += 1) {
      const left = text.slice(0, cut);
      if (!known.has(left)) continue;
      const right = text.slice(cut);
      if (known.has(right)) merges.push({ left, right, score });
    }
  }
  merges.sort((a, b) => b.score - a.score || b.left.length - a.left.length || b.right.length - a.right.length);
  return merges.map(({ left, right }) => [left, right]);
}

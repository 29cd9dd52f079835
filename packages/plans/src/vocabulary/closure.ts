import { getAt } from '@lamina/errors';
import { keyOfMerge, type Vocabulary } from './vocabulary.ts';

/** The tokens that a token cannot be without. */
export type FindParts = (id: number) => readonly number[];

/**
 * The parts that build the tokens of a vocabulary. Byte-pair encoding merges the token's own text, by rank, or by score where there are no merges, leftmost first: the
 * parts are the characters and all tokens on the way, or none where the merges do not end in the token. In a unigram vocabulary no token needs another one.
 */
export function createPartFinder({ tokens, builder }: Vocabulary): FindParts {
  if (builder.kind === 'unigram') return () => [];
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) if (token?.kind === 'normal' && !ids.has(token.spelling)) ids.set(token.spelling, id);
  const rankOf = (left: string, right: string): number => {
    const merged = ids.get(left + right);
    if (merged === undefined) return Number.POSITIVE_INFINITY;
    return builder.kind === 'ranks'
      ? (builder.ranks.get(keyOfMerge(left, right)) ?? Number.POSITIVE_INFINITY)
      : -getAt(builder.scores, merged);
  };
  return (id) => {
    const token = tokens[id];
    if (token?.kind !== 'normal' || token.isByte) return [];
    const made = mergeAll(Array.from(token.spelling), rankOf);
    if (!made.isWhole) return [];
    // Characters without a token are spelled in bytes.
    return [...made.spellings].flatMap((spelling) => (spelling === token.spelling ? [] : (ids.get(spelling) ?? [])));
  };
}

/** Merges neighbours until none can be merged, the lowest rank first. */
function mergeAll(units: readonly string[], rankOf: (left: string, right: string) => number) {
  const parts = [...units];
  const spellings = new Set(parts);
  const ranks = parts.slice(1).map((right, place) => rankOf(getAt(parts, place), right));
  while (parts.length > 1) {
    const best = ranks.reduce((least, rank, place) => (rank < getAt(ranks, least) ? place : least), 0);
    if (getAt(ranks, best) === Number.POSITIVE_INFINITY) break;
    const merged = getAt(parts, best) + getAt(parts, best + 1);
    parts.splice(best, 2, merged);
    ranks.splice(best, 1);
    if (best > 0) ranks[best - 1] = rankOf(getAt(parts, best - 1), merged);
    if (best < ranks.length) ranks[best] = rankOf(merged, getAt(parts, best + 1));
    spellings.add(merged);
  }
  return { spellings, isWhole: parts.length === 1 };
}

/** The token of the lowest score of a unigram vocabulary, the lowest id of equal ones: the price of unknown characters hangs on it. Null in others. */
export function findCheapest({ builder, tokens }: Vocabulary): number | null {
  if (builder.kind !== 'unigram') return null;
  const known = builder.scores.flatMap((score, id) => (tokens[id] ? [{ score, id }] : []));
  return (
    known.reduce<(typeof known)[number] | null>((least, each) => (least === null || each.score < least.score ? each : least), null)?.id ??
    null
  );
}

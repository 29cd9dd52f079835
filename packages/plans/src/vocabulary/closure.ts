import { getAt } from '@lamina/errors';
import { splitMergeKey, type Vocabulary } from './vocabulary.ts';

/** The tokens that a token cannot be without. */
export type FindParts = (id: number) => readonly number[];

/** Finders of vocabularies: several rules ask for the parts of the same tokens. */
const FINDERS = new WeakMap<Vocabulary, FindParts>();

/**
 * The parts that build the tokens of a vocabulary. Byte-pair encoding merges the token's own text, by rank, or by score where there are no merges, leftmost first: the
 * parts are the characters and all tokens on the way, or none where the merges do not end in the token. In a unigram vocabulary no token needs another one.
 */
export function createPartFinder(vocabulary: Vocabulary): FindParts {
  const finder = FINDERS.get(vocabulary) ?? rememberParts(findMergedParts(vocabulary));
  FINDERS.set(vocabulary, finder);
  return finder;
}

function rememberParts(find: FindParts): FindParts {
  const known = new Map<number, readonly number[]>();
  return (id) => {
    const parts = known.get(id) ?? find(id);
    known.set(id, parts);
    return parts;
  };
}

/** A number for each spelling: the id of its token, or a number beyond all ids. Numbers are compared faster than texts. */
type NumberOf = (spelling: string) => number;

/** The token that two neighbours become. */
interface Merge {
  readonly id: number;
  readonly rank: number;
}

/** The merge of two neighbours, by their numbers; undefined where there is none. */
type FindMerge = (left: number, right: number) => Merge | undefined;

function findMergedParts({ tokens, builder }: Vocabulary): FindParts {
  if (builder.kind === 'unigram') return () => [];
  const numbers = new Map<string, number>();
  for (const [id, token] of tokens.entries()) if (token?.kind === 'normal' && !numbers.has(token.spelling)) numbers.set(token.spelling, id);
  const spellings = tokens.map((token) => token?.spelling ?? ''); // Rows without a token are never looked up.
  const numberOf: NumberOf = (spelling) => {
    const known = numbers.get(spelling) ?? spellings.push(spelling) - 1;
    numbers.set(spelling, known);
    return known;
  };
  const isToken = (number: number): boolean => number < tokens.length;
  const byScore: FindMerge = (left, right) => {
    const id = numbers.get(getAt(spellings, left) + getAt(spellings, right));
    return id !== undefined && isToken(id) && builder.kind === 'scores' ? { id, rank: -getAt(builder.scores, id) } : undefined;
  };
  const findMerge = builder.kind === 'ranks' ? indexMerges(builder.ranks, numberOf, isToken) : byScore;
  return (id) => {
    const token = tokens[id];
    if (token?.kind !== 'normal' || token.isByte) return [];
    const made = mergeAll(Array.from(token.spelling, numberOf), findMerge);
    if (!made.isWhole) return [];
    const whole = numberOf(token.spelling);
    // Characters without a token are spelled in bytes.
    return [...made.numbers].filter((number) => number !== whole && isToken(number));
  };
}

/** Numbers of spellings are smaller. */
const MOST_SPELLINGS = 2 ** 26;

function indexMerges(ranks: ReadonlyMap<string, number>, numberOf: NumberOf, isToken: (number: number) => boolean): FindMerge {
  const merges = new Map<number, Merge>();
  for (const [key, rank] of ranks) {
    const [left, right] = splitMergeKey(key);
    const id = numberOf(left + right);
    if (isToken(id)) merges.set(numberOf(left) * MOST_SPELLINGS + numberOf(right), { id, rank });
  }
  return (left, right) => merges.get(left * MOST_SPELLINGS + right);
}

/** Merges neighbours until none can be merged, the lowest rank first. */
function mergeAll(units: readonly number[], findMerge: FindMerge) {
  const parts = [...units];
  const numbers = new Set(parts);
  const merges = parts.slice(1).map((right, place) => findMerge(getAt(parts, place), right));
  while (parts.length > 1) {
    const best = findLowest(merges);
    const id = merges[best]?.id;
    if (id === undefined) break;
    parts.splice(best, 2, id);
    merges.splice(best, 1);
    if (best > 0) merges[best - 1] = findMerge(getAt(parts, best - 1), id);
    if (best < merges.length) merges[best] = findMerge(id, getAt(parts, best + 1));
    numbers.add(id);
  }
  return { numbers, isWhole: parts.length === 1 };
}

/** The place of the first merge of the lowest rank; -1 where there is none. */
function findLowest(merges: readonly (Merge | undefined)[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  let found = -1;
  for (let place = 0; place < merges.length; place += 1) {
    const rank = merges[place]?.rank;
    if (rank === undefined || rank >= lowest) continue;
    lowest = rank;
    found = place;
  }
  return found;
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

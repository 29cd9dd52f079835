import { AppError, getAt } from '@lamina/errors';
import type { ModelShape, PublishedProfile } from './profile.ts';

/** How a neighbour is related to a target, the nearest relation first. */
export const RELATIONS = ['same shape', 'same generation', 'same maker', 'other maker'] as const;
export type Relation = (typeof RELATIONS)[number];

/** Versions of two makers cannot be compared. */
const OTHER_MAKER = 99;
const DIGITS = 1e6;

/**
 * The candidate that is most like a model: of the same architecture, of the same kind of feed-forward, of the nearest size, of the nearest version, in
 * this order. For ties, the first name.
 * @throws AppError NOT_FOUND without candidates
 */
export function chooseNeighbour(target: ModelShape, candidates: readonly PublishedProfile[]): PublishedProfile {
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distances: distancesOf(target, candidate) }))
    .sort((one, other) => compare(one.distances, other.distances) || (one.candidate.name < other.candidate.name ? -1 : 1));
  if (nearest === undefined) throw new AppError('NOT_FOUND', `no other model is published from which ${target.name} could be predicted`);
  return nearest.candidate;
}

/** Same shape: of one generation with equal architecture, blocks and hidden size. */
export function relationOf(target: ModelShape, neighbour: ModelShape): Relation {
  const isEqual = (key: 'architecture' | 'blocks' | 'hiddenSize'): boolean => target[key] === neighbour[key];
  if (target.generation !== null && target.generation === neighbour.generation)
    return isEqual('architecture') && isEqual('blocks') && isEqual('hiddenSize') ? 'same shape' : 'same generation';
  return target.maker !== null && target.maker === neighbour.maker ? 'same maker' : 'other maker';
}

function distancesOf(
  target: ModelShape,
  { architecture, feedForwardKind, blocks, hiddenSize, version, maker }: ModelShape,
): readonly number[] {
  const width = target.hiddenSize === null || hiddenSize === null ? 0 : Math.abs(Math.log(target.hiddenSize / hiddenSize));
  const size = width + Math.abs(Math.log(target.blocks / blocks));
  return [
    Number(architecture !== target.architecture),
    Number(feedForwardKind !== target.feedForwardKind),
    Math.round(size * DIGITS) / DIGITS,
    target.maker === null || target.maker !== maker || target.version === null || version === null
      ? OTHER_MAKER
      : Math.abs(target.version - version),
  ];
}

function compare(one: readonly number[], other: readonly number[]): number {
  // Equal distances.
  return one.map((value, place) => value - getAt(other, place)).find((difference) => difference !== 0) ?? 0;
}

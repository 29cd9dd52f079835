import { depthOf, spearman } from '@lamina/metrics';
import type { StripFactsFragment } from '../../generated/graphql.ts';

/** How far two models differ at one depth. */
export interface DepthDifference {
  /** 0 to 1. */
  readonly depth: number;
  /** Share of ranks of the first model less that of the second, −1 to 1: below 0, the block matters less in the first. Null where one has no value. */
  readonly difference: number | null;
}

export interface StripDifference {
  /** One entry for each block of the deeper model. */
  readonly cells: readonly DepthDifference[];
  /** Rank correlation over these depths; null where it is not defined. */
  readonly correlation: number | null;
}

/** Compares the ranks of two strips at equal depths: values of two models share no unit. */
export function readDifference(first: StripFactsFragment, second: StripFactsFragment): StripDifference {
  const count = Math.max(first.blockCount, second.blockCount);
  const [ofFirst, ofSecond] = [readShares(first), readShares(second)];
  const cells = Array.from({ length: count }, (_, place) => {
    const depth = depthOf(place, count);
    const [one, other] = [ofFirst(depth), ofSecond(depth)];
    return { depth, one, other, difference: one === null || other === null ? null : one - other };
  });
  const known = cells.flatMap(({ one, other }) => (one === null || other === null ? [] : [{ one, other }]));
  const correlation = spearman(
    known.map(({ one }) => one),
    known.map(({ other }) => other),
  );
  return { cells: cells.map(({ depth, difference }) => ({ depth, difference })), correlation };
}

/** The share of the rank at a depth: 0 = matters least in its model, 1 = most. */
function readShares({ layers, ranks, blockCount }: StripFactsFragment): (depth: number) => number | null {
  const shares = new Map(layers.map((layer, place) => [layer, ((ranks[place] ?? Number.NaN) - 1) / (ranks.length - 1)])); // as many as layers
  return (depth) => shares.get(Math.min(blockCount - 1, Math.floor(depth * blockCount))) ?? null; // missing in the source
}

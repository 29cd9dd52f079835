import type { Candidate, ScoredCandidate } from './score-candidate.ts';

/** What a removed share refers to: units, or parameters including those outside the blocks. */
export type RemovalAxis = 'BLOCKS' | 'PARAMETERS';

/** Tolerance for rounding, so that 3 of 12 layers are within the ratio 0.25. */
const RATIO_TOLERANCE = 1e-9;

/**
 * Chooses the pruning that represents a model: it removes the most units without exceeding the ratio. Completely measured prunings come first. Among
 * equals, this is the best over all strategies, or the newest of a single strategy (the best of several random seeds would be biased).
 */
export function chooseCandidate<Record extends Candidate>(
  candidates: readonly ScoredCandidate<Record>[],
  { removedRatio, axis, isAnyStrategy }: { readonly removedRatio: number; readonly axis: RemovalAxis; readonly isAnyStrategy: boolean },
): ScoredCandidate<Record> | null {
  const allowed = candidates.filter(({ record }) => getShare(record, axis) <= removedRatio + RATIO_TOLERANCE);
  const [best = null] = allowed.toSorted(
    (a, b) =>
      Number(b.averageRetention !== null) - Number(a.averageRetention !== null) ||
      b.record.removedRatio - a.record.removedRatio ||
      (isAnyStrategy && a.averageRetention !== null && b.averageRetention !== null ? b.averageRetention - a.averageRetention : 0) ||
      b.record.createdAt.getTime() - a.record.createdAt.getTime() ||
      (a.record.pruningKey < b.record.pruningKey ? -1 : 1),
  );
  return best;
}

/** The number of units that a share allows. For a share of parameters, the average size of the pruning's units is used. */
export function countAllowed(record: Candidate, removedRatio: number, axis: RemovalAxis): number {
  const { removedCount } = record;
  const unitCount = Math.round(removedCount / record.removedRatio);
  const ofOne = axis === 'BLOCKS' ? 1 / unitCount : record.removedParameterRatio / removedCount;
  return Math.min(Math.floor(removedRatio / ofOne + RATIO_TOLERANCE), unitCount - 1);
}

function getShare({ removedRatio, removedParameterRatio }: Candidate, axis: RemovalAxis): number {
  return axis === 'BLOCKS' ? removedRatio : removedParameterRatio;
}

/** Largest share of units whose removal keeps the average retention at or above the minimum; 0 if there is none, null if none is measured. */
export function findRemovableShare(candidates: readonly ScoredCandidate<Candidate>[], minimumRetention: number): number | null {
  if (candidates.every(({ averageRetention }) => averageRetention === null)) return null;
  const kept = candidates.filter(({ averageRetention }) => averageRetention !== null && averageRetention >= minimumRetention);
  return Math.max(0, ...kept.map(({ record }) => record.removedRatio));
}

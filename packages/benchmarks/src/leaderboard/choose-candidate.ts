import type { Candidate, ScoredCandidate } from './score-candidate.ts';

/** Tolerance for rounding, so that 3 of 12 layers are within the ratio 0.25. */
const RATIO_TOLERANCE = 1e-9;

/**
 * Chooses the pruning that represents a model: it removes the most units without exceeding the ratio. Completely measured prunings come first. Among
 * equals, this is the best over all strategies, or the newest of a single strategy (the best of several random seeds would be biased).
 */
export function chooseCandidate<Record extends Candidate>(
  candidates: readonly ScoredCandidate<Record>[],
  { removedRatio, isAnyStrategy }: { readonly removedRatio: number; readonly isAnyStrategy: boolean },
): ScoredCandidate<Record> | null {
  const allowed = candidates.filter(({ record }) => record.removedRatio <= removedRatio + RATIO_TOLERANCE);
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

/** The number of units that a share allows. */
export function countAllowed({ removedCount, removedRatio }: Candidate, allowedRatio: number): number {
  const unitCount = Math.round(removedCount / removedRatio);
  return Math.min(Math.floor(allowedRatio * unitCount + RATIO_TOLERANCE), unitCount - 1);
}

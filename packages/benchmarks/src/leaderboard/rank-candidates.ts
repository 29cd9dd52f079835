import { getAt } from '@lamina/errors';
import { type Ranking, rankAverages } from '@lamina/metrics';
import { isRandomStrategy } from '@lamina/strategies';
import { findMainText } from '../comparison/find-main-text.ts';
import { type Candidate, type ScoredCandidate, scoreCandidate } from './score-candidate.ts';

/** Tolerance for rounding, so that 3 of 12 layers are within the ratio 0.25. */
const RATIO_TOLERANCE = 1e-9;

/**
 * Chooses the pruning that represents a model: it removes the most units without exceeding the ratio. Completely measured prunings come first. Among
 * equals, this is the best over all strategies, or the newest of a single strategy (the best of several random seeds would be biased).
 */
function chooseCandidate<Record extends Candidate>(
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
function countAllowed({ removedCount, removedRatio }: Candidate, allowedRatio: number): number {
  const unitCount = Math.round(removedCount / removedRatio);
  return Math.min(Math.floor(allowedRatio * unitCount + RATIO_TOLERANCE), unitCount - 1);
}

/** The settings on which a leaderboard's numbers depend. */
export interface RankingSettings {
  /** Null = every strategy without random draws. */
  readonly strategy: string | null;
  /** Maximum share to remove, 0 to 1. */
  readonly removedRatio: number;
  /** Names of the multiple-choice benchmarks of the average. */
  readonly benchmarks: readonly string[];
}

/** The candidate that represents a model, with its rank. */
export interface RankedCandidate<Record extends Candidate> extends ScoredCandidate<Record>, Ranking {
  /** Number of units that the ratio allows to remove. */
  readonly allowedCount: number;
}

/**
 * One entry per model with a pruning within the ratio. Entries that remove as many units as the ratio allows are ranked over the whole list.
 * @param records evaluated prunings of all models by one protocol
 */
export function rankCandidates<Record extends Candidate>(
  records: readonly Record[],
  settings: RankingSettings,
): readonly RankedCandidate<Record>[] {
  const scored = records.map((record) => scoreCandidate(record, settings.benchmarks));
  const byModel = Map.groupBy(scored, ({ record }) => record.modelKey);
  const mainText = findMainText(records.filter(({ strategy }) => strategy === settings.strategy));
  const chosen: (ScoredCandidate<Record> & { readonly allowedCount: number })[] = [];
  for (const all of byModel.values()) {
    // The best of several draws would be biased: random ones represent a model only if that strategy is requested, further seeds of a search never.
    const allowed = all.filter(
      ({ record }) =>
        (settings.strategy === null || record.strategy === settings.strategy) &&
        (record.seed === null || (settings.strategy !== null && isRandomStrategy(record.strategy))),
    );
    const candidates = mainText === null ? allowed : preferText(allowed, mainText);
    const candidate = chooseCandidate(candidates, { removedRatio: settings.removedRatio, isAnyStrategy: settings.strategy === null });
    if (candidate === null) continue;
    chosen.push({ ...candidate, allowedCount: countAllowed(candidate.record, settings.removedRatio) });
  }
  // A pruning that removes fewer layers keeps more, so it is not ranked until the model is measured at the full share.
  const rankings = rankAverages(
    chosen.map(({ record, allowedCount, averageRetention, averageRetentionStandardError }) => ({
      average: record.removedCount < allowedCount ? null : averageRetention,
      standardError: averageRetentionStandardError,
    })),
  );
  return chosen.map((entry, index) => ({ ...entry, ...getAt(rankings, index) }));
}

/**
 * On a board of one strategy, each number of units is represented by the text that chose most of its prunings, if it was measured on it: rows compare
 * models.
 */
function preferText<Record extends Candidate>(
  candidates: readonly ScoredCandidate<Record>[],
  text: string,
): readonly ScoredCandidate<Record>[] {
  const ofText = candidates.filter(({ record, averageRetention }) => record.chosenOn === text && averageRetention !== null);
  const counts = new Set(ofText.map(({ record }) => record.removedCount));
  return candidates.filter(({ record }) => record.chosenOn === text || !counts.has(record.removedCount));
}

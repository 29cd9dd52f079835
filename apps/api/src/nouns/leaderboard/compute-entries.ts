import { compareWithControl } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { HEADLINE_OF_KIND, rankAverages } from '@lamina/metrics';
import { encodeGlobalId } from '../../data/global-id.ts';
import type { ControlComparison } from '../strategy-comparison/control-comparison.type.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { chooseCandidate, countAllowed, findRemovableShare } from './choose-candidate.ts';
import type { LeaderboardEntry } from './leaderboard.list.ts';
import { encodeLeaderboardKey, type LeaderboardSettings } from './leaderboard-key.ts';
import type { LeaderboardCell } from './leaderboard-row.type.ts';
import type { CandidateRecord } from './leaderboard-statements.ts';
import { type ScoredCandidate, scoreCandidate } from './score-candidate.ts';

/** One entry per model with a pruning within the ratio. Entries that remove as many layers as the ratio allows are ranked over the whole list. */
export function computeEntries(records: readonly CandidateRecord[], settings: LeaderboardSettings): readonly LeaderboardEntry[] {
  const scored = records.map((record) => scoreCandidate(record, settings.benchmarks));
  const byModel = Map.groupBy(scored, ({ record }) => record.modelKey);
  const chosen: {
    readonly candidate: ScoredCandidate;
    readonly removableShare: number | null;
    readonly allowedCount: number;
    readonly control: ControlComparison | null;
  }[] = [];
  for (const all of byModel.values()) {
    // The best of several random draws would be biased, so random prunings represent a model only if that strategy is requested.
    const candidates = all.filter(
      ({ record }) =>
        (settings.pruningLane === null || record.pruningLane === settings.pruningLane) &&
        (record.strategy === settings.strategy || (settings.strategy === null && record.seed === null)),
    );
    const candidate = chooseCandidate(candidates, {
      removedRatio: settings.removedRatio,
      axis: settings.axis,
      isAnyStrategy: settings.strategy === null,
    });
    if (candidate === null) continue;
    chosen.push({
      candidate,
      removableShare: findRemovableShare(candidates, settings.minimumRetention),
      allowedCount: countAllowed(candidate.record, settings.removedRatio, settings.axis),
      control: compareCandidate(candidate, all),
    });
  }
  // A pruning that removes fewer layers keeps more, so it is not ranked until the model is measured at the full share.
  const averages = chosen.map(({ candidate, allowedCount }) => ({
    average: candidate.record.removedCount < allowedCount ? null : candidate.averageRetention,
    standardError: candidate.averageRetentionStandardError,
  }));
  const rankings = rankAverages(averages);
  return chosen.map(({ candidate, removableShare, allowedCount, control }, index) => {
    const { record, averageRetention, averageRetentionStandardError, perplexityRatio } = candidate;
    const { rank, rankInterval, tieGroup } = getAt(rankings, index);
    const key = encodeLeaderboardKey(record.modelKey, settings);
    const row = {
      id: encodeGlobalId('LeaderboardRow', key),
      key,
      modelKey: record.modelKey,
      pruningKey: record.pruningKey,
      revisionKey: record.revisionKey,
      recordingKey: record.recordingKey,
      lane: settings.lane,
      pruningLane: record.pruningLane,
      repair: record.repairKind,
      control,
      cells: listCells(record, settings.benchmarks),
      averageRetention,
      averageRetentionStandardError,
      perplexityRatio,
      completeness: candidate.completeness,
      removableShare,
      redundancyShare: removableShare,
      allowedCount,
      rank,
      rankInterval,
      tieGroup,
    };
    return { row, record };
  });
}

/**
 * Compares the chosen pruning with random-inner prunings of the same number of layers; null if it is not completely measured, or is random-inner
 * itself.
 */
function compareCandidate({ record, ...result }: ScoredCandidate, all: readonly ScoredCandidate[]): ControlComparison | null {
  if (result.averageRetention === null || record.strategy === Strategy.RANDOM_INNER) return null;
  const bySeed = new Map<number | null, number>();
  for (const { record: other, averageRetention } of all) {
    if (other.strategy === Strategy.RANDOM_INNER && other.removedCount === record.removedCount && averageRetention !== null)
      bySeed.set(other.seed, averageRetention);
  }
  const controlled = { value: result.averageRetention, standardError: result.averageRetentionStandardError };
  return compareWithControl(controlled, [...bySeed.values()], { isHigherBetter: true, removedCount: record.removedCount });
}

/** The measured cells, and empty cells for benchmarks of the average that are not measured yet. */
function listCells({ cells }: CandidateRecord, benchmarks: readonly string[]): readonly LeaderboardCell[] {
  const missing = benchmarks.filter((name) => !cells.some(({ benchmark }) => benchmark === name));
  const empty = { denseValue: null, value: null, standardError: null, retention: null, retentionStandardError: null };
  const metric = HEADLINE_OF_KIND['multiple-choice'];
  return [...cells, ...missing.map((benchmark) => ({ benchmark, metric, ...empty }))].toSorted((a, b) =>
    a.benchmark < b.benchmark ? -1 : 1,
  );
}

import { encodeGlobalId } from '../../node/global-id.ts';
import { chooseCandidate, findRedundancyShare } from './choose-candidate.ts';
import type { LeaderboardCell } from './leaderboard-cell.type.ts';
import { encodeLeaderboardKey, type LeaderboardSettings } from './leaderboard-key.ts';
import type { LeaderboardEntry } from './leaderboard-order.ts';
import { type CandidateRecord, LEADERBOARD_METRICS } from './leaderboard-statements.ts';
import { rankByRetention } from './rank-by-retention.ts';
import { type ScoredCandidate, scoreCandidate } from './score-candidate.ts';

/** One entry per model that has a pruning within the ratio, ranked over the whole list. */
export function computeEntries(records: readonly CandidateRecord[], settings: LeaderboardSettings): readonly LeaderboardEntry[] {
  const scored = records.map((record) => scoreCandidate(record, settings.benchmarks));
  const byModel = Map.groupBy(scored, ({ record }) => record.modelKey);
  const chosen: { readonly candidate: ScoredCandidate; readonly redundancyShare: number | null }[] = [];
  for (const candidates of byModel.values()) {
    const candidate = chooseCandidate(candidates, { removedRatio: settings.removedRatio, isAnyStrategy: settings.strategy === null });
    if (candidate !== null) chosen.push({ candidate, redundancyShare: findRedundancyShare(candidates, settings.minimumRetention) });
  }
  const rankings = rankByRetention(chosen.map(({ candidate }) => candidate));
  return chosen.map(({ candidate, redundancyShare }, index) => {
    const { record, averageRetention, averageRetentionStandardError, perplexityRatio } = candidate;
    const { rank = null, rankInterval = null, tieGroup = null } = rankings[index] ?? {};
    const row = {
      id: encodeGlobalId('LeaderboardRow', encodeLeaderboardKey(record.modelKey, settings)),
      modelKey: record.modelKey,
      pruningKey: record.pruningKey,
      cells: listCells(record, settings.benchmarks),
      averageRetention,
      averageRetentionStandardError,
      perplexityRatio,
      redundancyShare,
      rank,
      rankInterval,
      tieGroup,
    };
    return { row, record };
  });
}

/** Measured cells, and empty ones for benchmarks of the average that are not measured yet. */
function listCells({ cells }: CandidateRecord, benchmarks: readonly string[]): readonly LeaderboardCell[] {
  const missing = benchmarks.filter((name) => !cells.some(({ benchmark }) => benchmark === name));
  const empty = { denseValue: null, value: null, standardError: null, retention: null, retentionStandardError: null };
  const metric = LEADERBOARD_METRICS['multiple-choice'];
  return [...cells, ...missing.map((benchmark) => ({ benchmark, metric, ...empty }))].toSorted((a, b) =>
    a.benchmark < b.benchmark ? -1 : 1,
  );
}

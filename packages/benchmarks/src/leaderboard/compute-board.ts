import { type RankedCandidate, type RankingSettings, rankCandidates } from './rank-candidates.ts';
import { type Candidate, listSharedBenchmarks } from './score-candidate.ts';

/** A leaderboard before it is sorted and paged. */
export interface ComputedBoard<Record extends Candidate> {
  readonly entries: readonly RankedCandidate<Record>[];
  /** The multiple-choice benchmarks of the average. */
  readonly benchmarks: readonly string[];
}

/**
 * The whole board of some prunings.
 * @param candidates evaluated prunings of all models by one protocol
 * @param settings benchmarks null = those on which at least half of the models are measured
 */
export function computeBoard<Record extends Candidate>(
  candidates: readonly Record[],
  settings: Omit<RankingSettings, 'benchmarks'> & { readonly benchmarks: readonly string[] | null },
): ComputedBoard<Record> {
  const models = [...Map.groupBy(candidates, ({ modelKey }) => modelKey).values()].map((own) => own.flatMap(({ cells }) => cells));
  const benchmarks = settings.benchmarks ?? listSharedBenchmarks(models);
  return { entries: rankCandidates(candidates, { ...settings, benchmarks }), benchmarks };
}

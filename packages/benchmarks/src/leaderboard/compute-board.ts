import { keepOneSetting, type OneSetting, type Solved } from '../comparison/keep-one-setting.ts';
import { type AveragedBenchmarks, chooseBenchmarks } from './choose-benchmarks.ts';
import { type RankedCandidate, type RankingSettings, rankCandidates } from './rank-candidates.ts';
import type { Candidate } from './score-candidate.ts';

/** A leaderboard before it is sorted and paged. */
export interface ComputedBoard<Record extends Candidate & Solved> extends AveragedBenchmarks, Omit<OneSetting<Record>, 'records'> {
  readonly entries: readonly RankedCandidate<Record>[];
}

/**
 * The whole board of some prunings, with repairs of one text and one setting for each kind.
 * @param candidates evaluated prunings of all models in one lane as measured, with the random-inner control
 * @param settings benchmarks null = those on which at least half of the models are measured
 */
export function computeBoard<Record extends Candidate & Solved>(
  candidates: readonly Record[],
  settings: Omit<RankingSettings, 'benchmarks'> & { readonly benchmarks: readonly string[] | null },
): ComputedBoard<Record> {
  const { records, ...kept } = keepOneSetting(candidates);
  const averaged = chooseBenchmarks(records, settings);
  return { entries: rankCandidates(records, { ...settings, benchmarks: averaged.benchmarks }), ...kept, ...averaged };
}

import { keepOneSetting, type OneSetting, type Solved } from '../comparison/keep-one-setting.ts';
import { listLeftOutAboveChance } from '../comparison/list-left-out-above-chance.ts';
import { type RankedCandidate, type RankingSettings, rankCandidates } from './rank-candidates.ts';
import { type Candidate, listSharedBenchmarks } from './score-candidate.ts';

/** A leaderboard before it is sorted and paged. */
export interface ComputedBoard<Record extends Candidate & Solved> extends AveragedBenchmarks, Omit<OneSetting<Record>, 'records'> {
  readonly entries: readonly RankedCandidate<Record>[];
}

/**
 * The whole board of some prunings, with repairs of one text and one setting for each kind.
 * @param candidates evaluated prunings of all models by one protocol as measured, with the random-inner control
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

/** The benchmarks of a leaderboard's average. */
interface AveragedBenchmarks {
  readonly benchmarks: readonly string[];
  /** Benchmarks that the average as measured has and the one above chance has not. */
  readonly leftOutAboveChance: readonly string[];
}

/**
 * The multiple-choice benchmarks that a leaderboard averages.
 * @param records as measured
 * @param wanted null = those on which at least half of the models are measured
 */
function chooseBenchmarks(
  records: readonly Pick<Candidate, 'modelKey' | 'cells'>[],
  { benchmarks: wanted, aboveChance }: { readonly benchmarks: readonly string[] | null; readonly aboveChance: boolean },
): AveragedBenchmarks {
  const models = [...Map.groupBy(records, ({ modelKey }) => modelKey).values()].map((own) => own.flatMap(({ cells }) => cells));
  const benchmarks = wanted ?? listSharedBenchmarks(models);
  const leftOutAboveChance = aboveChance ? listLeftOutAboveChance(models, benchmarks) : [];
  return { benchmarks: benchmarks.filter((name) => !leftOutAboveChance.includes(name)), leftOutAboveChance };
}

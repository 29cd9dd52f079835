import { listLeftOutAboveChance } from '../comparison/list-left-out-above-chance.ts';
import { type Candidate, listSharedBenchmarks } from './score-candidate.ts';

/** The benchmarks of a leaderboard's average. */
export interface AveragedBenchmarks {
  readonly benchmarks: readonly string[];
  /** Benchmarks that the average as measured has and the one above chance has not. */
  readonly leftOutAboveChance: readonly string[];
  /** Benchmarks that most dense models guess, or whose chance level is not known: those that averages above chance leave out. */
  readonly guessedBenchmarks: readonly string[];
}

/**
 * The multiple-choice benchmarks that a leaderboard averages.
 * @param records as measured
 * @param wanted null = those on which at least half of the models are measured
 */
export function chooseBenchmarks(
  records: readonly Pick<Candidate, 'modelKey' | 'cells'>[],
  { benchmarks: wanted, aboveChance }: { readonly benchmarks: readonly string[] | null; readonly aboveChance: boolean },
): AveragedBenchmarks {
  const models = [...Map.groupBy(records, ({ modelKey }) => modelKey).values()].map((own) => own.flatMap(({ cells }) => cells));
  const benchmarks = wanted ?? listSharedBenchmarks(models);
  const guessedBenchmarks = listLeftOutAboveChance(models, benchmarks);
  const leftOutAboveChance = aboveChance ? guessedBenchmarks : [];
  return { benchmarks: benchmarks.filter((name) => !leftOutAboveChance.includes(name)), leftOutAboveChance, guessedBenchmarks };
}

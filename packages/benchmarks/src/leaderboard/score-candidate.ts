import { averageIndependent, averageOf, type HEADLINE_OF_KIND } from '@lamina/metrics';

/** One benchmark of a candidate, by its headline metric. */
export interface CandidateCell {
  readonly benchmark: string;
  readonly metric: string;
  readonly kind: keyof typeof HEADLINE_OF_KIND;
  readonly value: number;
  readonly standardError: number | null;
  /** Null if the dense model is not measured; so are the others. */
  readonly denseValue: number | null;
  readonly retention: number | null;
  readonly retentionStandardError: number | null;
}

/** An evaluated pruning that may represent its model on a leaderboard. */
export interface Candidate {
  readonly pruningKey: string;
  readonly modelKey: string;
  readonly strategy: string;
  /** The seed of a random draw, or of a search with a further seed; null for the others. */
  readonly seed: number | null;
  /** Short name of the calibration text whose scores chose the units; null for strategies that read no scores, and where it is not known. */
  readonly chosenOn: string | null;
  readonly removedCount: number;
  /** Removed units ÷ all units of these kinds. */
  readonly removedRatio: number;
  readonly removedParameterRatio: number;
  readonly createdAt: Date;
  readonly cells: readonly CandidateCell[];
}

/** A candidate with the numbers for ranking. */
export interface ScoredCandidate<Record extends Candidate> {
  readonly record: Record;
  /** Mean retention over the chosen benchmarks; null until all are measured. */
  readonly averageRetention: number | null;
  /** Benchmarks are treated as independent. */
  readonly averageRetentionStandardError: number | null;
  /** Share of the chosen benchmarks that are measured. */
  readonly completeness: number;
  /** Geometric mean of pruned / dense perplexity. */
  readonly perplexityRatio: number | null;
}

/** Averages a candidate's cells over the chosen multiple-choice benchmarks, and its perplexity texts. */
export function scoreCandidate<Record extends Candidate>(record: Record, benchmarks: readonly string[]): ScoredCandidate<Record> {
  const chosen = benchmarks.map((name) => record.cells.find((cell) => cell.benchmark === name && cell.kind === 'multiple-choice'));
  const retentions = chosen.map((cell) => ({ value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null }));
  const { average, standardError } = averageIndependent(retentions);
  return {
    record,
    averageRetention: average,
    averageRetentionStandardError: standardError,
    completeness: chosen.length === 0 ? 0 : retentions.filter(({ value }) => value !== null).length / chosen.length,
    perplexityRatio: perplexityRatioOf(record.cells),
  };
}

function perplexityRatioOf(cells: readonly CandidateCell[]): number | null {
  const logRatios = cells
    .filter(({ kind }) => kind === 'perplexity')
    .map(({ value, denseValue }) => (denseValue === null ? null : Math.log(value / denseValue)));
  const mean = averageOf(logRatios);
  return mean === null ? null : Math.exp(mean);
}

/**
 * Multiple-choice benchmarks on which at least half of the models are measured, by name. So an extra task of one model changes no average.
 * @param models the cells of each model
 */
export function listSharedBenchmarks(models: readonly (readonly CandidateCell[])[]): readonly string[] {
  const names = models.flatMap((cells) => [
    ...new Set(cells.filter(({ kind }) => kind === 'multiple-choice').map(({ benchmark }) => benchmark)),
  ]);
  return [...Map.groupBy(names, (name) => name)]
    .filter(([, { length }]) => length * 2 >= models.length)
    .map(([name]) => name)
    .sort();
}

import { averageIndependent, averageOf, type HEADLINE_OF_KIND } from '@lamina/metrics';
import { type JudgingRule, judgesResult } from '../answer/judging-texts.ts';
import type { StoredCell } from '../answer/stored-changes.ts';
import type { EvaluatedRemoval } from '../comparison/evaluated-removal.ts';

/** One benchmark of a candidate, by its headline metric. */
export interface CandidateCell extends Omit<StoredCell, 'sampleCount'> {
  readonly kind: keyof typeof HEADLINE_OF_KIND;
  readonly standardError: number | null;
}

/** An evaluated pruning that may represent its model on a leaderboard. */
export interface Candidate extends JudgingRule, Pick<EvaluatedRemoval, 'strategy' | 'seed' | 'chosenOn' | 'removedCount' | 'removedRatio'> {
  readonly pruningKey: string;
  readonly modelKey: string;
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
  /** Geometric mean of pruned / dense perplexity. */
  readonly perplexityRatio: number | null;
}

/** Whether a result judges what was chosen, as in answers. */
export function judges({ kind, benchmark: text, denseValue: dense, ...cell }: CandidateCell, candidate: Candidate): boolean {
  return cell.retention !== null && judgesResult({ ...cell, text, dense, isText: kind === 'perplexity' }, candidate);
}

/** Averages a candidate's judging cells over the chosen multiple-choice benchmarks, and over its texts. */
export function scoreCandidate<Record extends Candidate>(record: Record, benchmarks: readonly string[]): ScoredCandidate<Record> {
  const judging = record.cells.filter((cell) => judges(cell, record));
  const chosen = benchmarks.map((name) => judging.find((cell) => cell.benchmark === name && cell.kind === 'multiple-choice'));
  const retentions = chosen.map((cell) => ({ value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null }));
  const { average, standardError } = averageIndependent(retentions);
  const logRatios = judging.flatMap(({ kind, retention }) => (kind === 'perplexity' && retention !== null ? [Math.log(retention)] : []));
  const meanLogRatio = averageOf(logRatios);
  return {
    record,
    averageRetention: average,
    averageRetentionStandardError: standardError,
    perplexityRatio: meanLogRatio === null ? null : Math.exp(meanLogRatio),
  };
}

/** Multiple-choice benchmarks that can show a loss of at least half of the models, by name. So an extra task of one model changes no average. */
export function listSharedBenchmarks(candidates: readonly Candidate[]): readonly string[] {
  const models = [...Map.groupBy(candidates, ({ modelKey }) => modelKey).values()];
  const names = models.flatMap((ofModel) => {
    const cells = ofModel.flatMap((candidate) => candidate.cells.filter((cell) => judges(cell, candidate)));
    return [...new Set(cells.filter(({ kind }) => kind === 'multiple-choice').map(({ benchmark }) => benchmark))];
  });
  return [...Map.groupBy(names, (name) => name)]
    .filter(([, { length }]) => length * 2 >= models.length)
    .map(([name]) => name)
    .sort();
}

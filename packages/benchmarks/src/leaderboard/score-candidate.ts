import { averageIndependent } from '@lamina/metrics';
import type { StoredCell, StoredText } from '../answer/stored-changes.ts';
import { canShowLoss } from '../answer/task-loss.ts';
import type { EvaluatedRemoval } from '../comparison/evaluated-removal.ts';
import { toShare } from '../text-loss/text-loss.ts';

/** One multiple-choice benchmark of a candidate, by its headline metric. */
export interface CandidateCell extends Omit<StoredCell, 'sampleCount'> {
  readonly standardError: number | null;
}

/** An evaluated pruning that may represent its model on a leaderboard. */
export interface Candidate extends Pick<EvaluatedRemoval, 'strategy' | 'seed' | 'chosenOn' | 'removedCount' | 'removedRatio'> {
  readonly pruningKey: string;
  readonly modelKey: string;
  readonly createdAt: Date;
  readonly cells: readonly CandidateCell[];
  readonly texts: readonly StoredText[];
}

/** A candidate with the numbers for ranking. */
export interface ScoredCandidate<Record extends Candidate> {
  readonly record: Record;
  /** Mean retention over the chosen benchmarks; null until all are measured. */
  readonly averageRetention: number | null;
  /** Benchmarks are treated as independent. */
  readonly averageRetentionStandardError: number | null;
  /** The largest loss over all texts, as a share, and the text that shows it; null if it was measured on none. */
  readonly textLoss: number | null;
  readonly worstText: string | null;
}

/** Whether a benchmark can show a loss of the model, as in answers. */
export function judges({ denseValue: dense, retention, ...cell }: CandidateCell): boolean {
  return retention !== null && dense !== null && canShowLoss({ ...cell, dense });
}

/** Averages a candidate's judging cells over the chosen benchmarks, and finds its largest loss on a text. */
export function scoreCandidate<Record extends Candidate>(record: Record, benchmarks: readonly string[]): ScoredCandidate<Record> {
  const judging = record.cells.filter(judges);
  const chosen = benchmarks.map((name) => judging.find((cell) => cell.benchmark === name));
  const retentions = chosen.map((cell) => ({ value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null }));
  const { average, standardError } = averageIndependent(retentions);
  const [worst] = record.texts.toSorted((a, b) => b.logLoss - a.logLoss);
  return {
    record,
    averageRetention: average,
    averageRetentionStandardError: standardError,
    textLoss: worst === undefined ? null : toShare(worst.logLoss),
    worstText: worst?.text ?? null,
  };
}

/** Multiple-choice benchmarks that can show a loss of at least half of the models, by name. So an extra task of one model changes no average. */
export function listSharedBenchmarks(candidates: readonly Candidate[]): readonly string[] {
  const models = [...Map.groupBy(candidates, ({ modelKey }) => modelKey).values()];
  const names = models.flatMap((ofModel) => {
    const cells = ofModel.flatMap((candidate) => candidate.cells.filter(judges));
    return [...new Set(cells.map(({ benchmark }) => benchmark))];
  });
  return [...Map.groupBy(names, (name) => name)]
    .filter(([, { length }]) => length * 2 >= models.length)
    .map(([name]) => name)
    .sort();
}

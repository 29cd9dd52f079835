import { averageIndependent, ratioTerms } from '@lamina/metrics';
import type { StoredCell } from '../answer/stored-changes.ts';
import { lossTerms, type WindowLoss } from '../text-loss/text-loss.ts';
import type { EvaluatedRemoval } from './evaluated-removal.ts';

/** How much each document, or window, moves one result. */
export interface SampleTerms {
  /** Digest of the documents or windows, in the order of the terms: results that share it are paired. */
  readonly samples: string;
  readonly terms: readonly number[];
}

/** One quantity of a changed model, as strategies are compared by it. */
export interface ComparedResult {
  /** Value of the metric on one benchmark; null for a mean over several, and on a text. */
  readonly value: number | null;
  /** Changed ÷ whole; on a text its natural logarithm, which is the mean of nats changed − nats whole. */
  readonly result: number;
  readonly standardError: number | null;
  /** Degrees of freedom of the standard error: windows − 1 on a text; Infinity on benchmarks, whose documents are many. */
  readonly degreesOfFreedom: number;
  /** For each benchmark, or for the text; null where the answers are not stored. */
  readonly terms: readonly SampleTerms[] | null;
}

/** A removal with its result. */
export interface MeasuredRemoval extends ComparedResult {
  readonly pruning: EvaluatedRemoval;
}

/** One metric of one benchmark on a changed model, compared with the original. */
export interface EvaluatedCell extends Pick<StoredCell, 'benchmark' | 'metric' | 'value' | 'retention' | 'retentionStandardError'> {
  /** Key of the evaluation, for its answers. */
  readonly key: string;
  /** Key of the whole model's evaluation; null if it was not evaluated. */
  readonly denseKey: string | null;
}

/** The metric of a mean, and the benchmarks that it is taken over. */
export interface AveragedMetric {
  readonly benchmarks: readonly string[];
  readonly metric: string;
}

/** The scores of a changed model and of the whole one on the same documents of one benchmark. */
export interface DocumentAnswers {
  /** Key of the changed model's evaluation. */
  readonly key: string;
  /** Digest of the documents, in the order of the answers. */
  readonly documents: string;
  /** One per document: its score. */
  readonly numerators: readonly number[];
  /** One per document: the score of the whole model. */
  readonly denominators: readonly number[];
}

/** Evaluations with that of the whole model, whose answers make the differences of a comparison; without one, they have no retention. */
export function listEvaluationPairs(
  cells: readonly Pick<EvaluatedCell, 'key' | 'denseKey'>[],
): readonly { readonly key: string; readonly denseKey: string }[] {
  return cells.flatMap(({ key, denseKey }) => (denseKey === null ? [] : [{ key, denseKey }]));
}

/** The terms of each evaluation whose answers are stored, by its key. */
export function listTerms(answers: readonly DocumentAnswers[]): ReadonlyMap<string, SampleTerms> {
  return new Map(
    answers.flatMap(({ key, documents, numerators, denominators }) => {
      const found = ratioTerms(numerators, denominators);
      return found === null ? [] : [[key, { samples: documents, terms: found.terms }] as const];
    }),
  );
}

/**
 * The removals that have the metric on all benchmarks, with their mean retention; benchmarks are treated as independent.
 * @param termsOf as listTerms gives them
 */
export function measureOnBenchmarks(
  prunings: readonly (EvaluatedRemoval & { readonly cells: readonly EvaluatedCell[] })[],
  { benchmarks, metric }: AveragedMetric,
  termsOf: ReadonlyMap<string, SampleTerms>,
): readonly MeasuredRemoval[] {
  return prunings.flatMap((pruning) => {
    const cells = benchmarks.map((name) => pruning.cells.find((cell) => cell.benchmark === name && cell.metric === metric));
    const { average, standardError } = averageIndependent(
      cells.map((cell) => ({ value: cell?.retention ?? null, standardError: cell?.retentionStandardError ?? null })),
    );
    if (average === null) return [];
    const [only, ...others] = cells;
    const value = only !== undefined && others.length === 0 ? only.value : null;
    // An evaluation whose answers are not stored has no terms.
    const found = cells.flatMap((cell) => (cell === undefined ? [] : (termsOf.get(cell.key) ?? [])));
    const terms = found.length === cells.length ? found : null;
    return [{ pruning, value, result: average, standardError, degreesOfFreedom: Number.POSITIVE_INFINITY, terms }];
  });
}

/** The windows of one text that a changed model has read. */
export interface TextWindows {
  /** SHA-256 of the token ids of all windows. */
  readonly idsSha256: string;
  readonly windows: readonly WindowLoss[];
}

/** The removals that were measured on a text, with their log loss. */
export function measureOnText(prunings: readonly (EvaluatedRemoval & { readonly text: TextWindows | null })[]): readonly MeasuredRemoval[] {
  return prunings.flatMap(({ text, ...pruning }) => {
    if (text === null) return [];
    const { windows, idsSha256 } = text;
    const { ratio, standardError, terms } = lossTerms(windows);
    // Windows are a prefix of the text: results on as many windows read the same ones.
    const samples = `${idsSha256} ${windows.length}`;
    return [{ pruning, value: null, result: ratio, standardError, degreesOfFreedom: windows.length - 1, terms: [{ samples, terms }] }];
  });
}

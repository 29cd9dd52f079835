import { findHeadline, isScore } from '@lamina/metrics';
import type { EvaluatedCell } from '../comparison/measure-retention.ts';
import { guesses } from '../comparison/subtract-chance.ts';

/** The mean retention over the benchmarks with a score. */
export const AVERAGE_METRIC = 'average';
/** The geometric mean over the perplexity texts. */
export const PERPLEXITY_METRIC = 'perplexity';

/** Whether a metric is a mean over several benchmarks: AVERAGE_METRIC or PERPLEXITY_METRIC; false for the name of a benchmark. */
export function isMean(metric: string): boolean {
  return metric === AVERAGE_METRIC || metric === PERPLEXITY_METRIC;
}

/** With fewer documents than this, the mean of their differences is not treated as normal. */
export const MINIMUM_DOCUMENTS = 30;

/** One metric of one benchmark on a pruned model, with the dense model's value. */
export interface LossCell extends EvaluatedCell {
  readonly denseValue: number | null;
  readonly denseStandardError: number | null;
  /** Expected score of random guessing, 0..1; null where guessing has no meaning. */
  readonly chance: number | null;
  /** Number of documents that both models answered. */
  readonly sampleCount: number;
}

/**
 * The loss of a removal as a normal variable: for scores the share 1 − pruned ÷ dense, for perplexities the logarithm of pruned ÷ dense. Above 0 is
 * worse than the dense model.
 */
export interface MeasuredLoss {
  readonly scale: 'share' | 'log-ratio';
  readonly value: number;
  /**
   * Paired standard error of the value; several benchmarks are treated as independent. Above 0, except for perplexities that are equal for every
   * document.
   */
  readonly standardError: number;
  /** Number of documents of the smallest benchmark. */
  readonly documents: number;
}

/** Why a removal cannot be judged: a benchmark is missing, it has too few documents, or its standard error is not known. */
export type LossGap = 'missing' | 'few-documents' | 'no-error';

/** The headline result of each benchmark, by the benchmark's name. */
export function listHeadlines(cells: readonly LossCell[]): ReadonlyMap<string, LossCell> {
  const headlines = [...Map.groupBy(cells, ({ benchmark }) => benchmark)].map(([name, own]) => [name, findHeadline(own)] as const);
  return new Map(headlines.flatMap(([name, cell]) => (cell === undefined ? [] : [[name, cell] as const])));
}

/**
 * The benchmarks for a loss: for `average`, those with a score from 0 to 1 that at least half of the prunings have, without those on which the dense
 * model guesses; for `perplexity`, those with a
 * perplexity that at least half have; otherwise the benchmark of that name. Sorted by name.
 */
export function listLossBenchmarks(prunings: readonly ReadonlyMap<string, LossCell>[], metric: string): readonly string[] {
  if (!isMean(metric)) return [metric];
  const names = prunings.flatMap((headlines) =>
    [...headlines].filter(([, cell]) => isScore(cell.metric) === (metric === AVERAGE_METRIC) && !guesses(cell)).map(([name]) => name),
  );
  return [...Map.groupBy(names, (name) => name)]
    .filter(([, uses]) => uses.length * 2 >= prunings.length)
    .map(([name]) => name)
    .sort();
}

/**
 * The mean loss over the benchmarks: for shares the arithmetic mean, for perplexities the logarithm of the geometric mean. Standard errors are the
 * paired errors of the retentions; the error of a logarithm is the retention's error ÷ the retention (delta method). If no answer changed, the error
 * is not 0 but 1 / (n + 2) questions, as if half an answer were added to each cell of the table of changes.
 * Source: Agresti and Min 2005, "Simple improved confidence intervals for comparing matched proportions", Statistics in Medicine 24.
 * @param benchmarks at least one; all with scores, or all with perplexities
 */
export function findLoss(headlines: ReadonlyMap<string, LossCell>, benchmarks: readonly string[]): MeasuredLoss | LossGap {
  const cells = benchmarks.map((name) => headlines.get(name)).filter((cell) => cell !== undefined);
  const [first] = cells;
  if (first === undefined || cells.length < benchmarks.length) return 'missing';
  const documents = Math.min(...cells.map(({ sampleCount }) => sampleCount));
  if (documents < MINIMUM_DOCUMENTS) return 'few-documents';
  const parts = cells.map((cell) => (isScore(cell.metric) ? toShare(cell) : toLogRatio(cell))).filter((part) => part !== null);
  if (parts.length < cells.length) return 'no-error';
  return {
    scale: isScore(first.metric) ? 'share' : 'log-ratio',
    value: parts.reduce((sum, { value }) => sum + value, 0) / parts.length,
    standardError: Math.hypot(...parts.map(({ standardError }) => standardError)) / parts.length,
    documents,
  };
}

/**
 * The loss of the other quantity: the perplexity if scores are limited, the scores if perplexity is limited. Few questions can hide a loss.
 * @param benchmarks of the loss that is limited
 */
export function nameOtherMetric(prunings: readonly ReadonlyMap<string, LossCell>[], benchmarks: readonly string[]): string {
  const found = prunings.flatMap((headlines) => benchmarks.map((name) => headlines.get(name)?.metric));
  const first = found.find((metric) => metric !== undefined);
  return first === undefined || isScore(first) ? PERPLEXITY_METRIC : AVERAGE_METRIC;
}

type Part = Pick<MeasuredLoss, 'value' | 'standardError'>;

function toShare({ retention, retentionStandardError, denseValue, sampleCount }: LossCell): Part | null {
  if (retention === null || retentionStandardError === null) return null;
  if (retentionStandardError > 0) return { value: 1 - retention, standardError: retentionStandardError };
  return denseValue === null || denseValue <= 0 ? null : { value: 1 - retention, standardError: 1 / (sampleCount + 2) / denseValue };
}

function toLogRatio({ retention, retentionStandardError }: LossCell): Part | null {
  if (retention === null || retention <= 0 || retentionStandardError === null) return null;
  return { value: Math.log(retention), standardError: retentionStandardError / retention };
}

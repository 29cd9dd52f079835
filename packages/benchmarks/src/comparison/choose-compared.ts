import { AppError } from '@lamina/errors';
import { findHeadline, HEADLINE_OF_KIND, isHigherBetter } from '@lamina/metrics';
import { type BenchmarkRetention, listLeftOutAboveChance } from './list-left-out-above-chance.ts';
import type { AveragedMetric } from './measure-retention.ts';

/** The request. Null = the mean over the multiple-choice benchmarks, and the headline metric. */
export interface WantedComparison {
  readonly benchmark: string | null;
  readonly metric: string | null;
  readonly aboveChance: boolean;
}

/** The metric and the benchmarks by which strategies are compared. */
export interface ComparedMetric extends AveragedMetric {
  readonly isHigherBetter: boolean;
  readonly aboveChance: boolean;
  /** Benchmarks that are left out, because they have no retention above chance. */
  readonly leftOutAboveChance: readonly string[];
}

/**
 * The metric and the benchmarks by which strategies are compared; perplexities are not part of an average of accuracies.
 * @param prunings as measured
 * @throws AppError NOT_FOUND for a benchmark that no pruning was evaluated on by the metric
 */
export function chooseCompared(
  prunings: readonly { readonly cells: readonly (BenchmarkRetention & { readonly kind: string })[] }[],
  { benchmark, aboveChance, ...wanted }: WantedComparison,
): ComparedMetric {
  const cells = prunings.flatMap((pruning) => pruning.cells);
  const headline = benchmark === null ? undefined : findHeadline(cells)?.metric;
  const metric = wanted.metric ?? headline ?? HEADLINE_OF_KIND['multiple-choice'];
  const own = cells.filter((cell) => cell.metric === metric);
  if (benchmark !== null && own.length === 0)
    throw new AppError(
      'NOT_FOUND',
      `No pruning of the model has ${metric} of "${benchmark.slice(0, 100)}" by this protocol; the field protocols lists the model's protocols.`,
    );
  const chosen = benchmark === null ? [...new Set(own.map((cell) => cell.benchmark))].sort() : [benchmark];
  const leftOutAboveChance = aboveChance ? listLeftOutAboveChance([own], chosen) : [];
  const benchmarks = chosen.filter((name) => !leftOutAboveChance.includes(name));
  return { benchmarks, metric, isHigherBetter: isHigherBetter(metric), aboveChance, leftOutAboveChance };
}

import { AppError } from '@lamina/errors';
import { findHeadline, HEADLINE_OF_KIND, isHigherBetter } from '@lamina/metrics';
import type { AveragedMetric, EvaluatedCell } from './measure-retention.ts';

/** The metric and the benchmarks by which strategies are compared. */
export interface ComparedMetric extends AveragedMetric {
  readonly isHigherBetter: boolean;
}

/**
 * The headline metric and the benchmarks by which strategies are compared; perplexities are not part of an average of accuracies.
 * @param benchmark null = the mean over the multiple-choice benchmarks
 * @throws AppError NOT_FOUND for a benchmark that no pruning was evaluated on by the metric
 */
export function chooseCompared(
  prunings: readonly { readonly cells: readonly (EvaluatedCell & { readonly kind: string })[] }[],
  benchmark: string | null,
): ComparedMetric {
  const cells = prunings.flatMap((pruning) => pruning.cells);
  const metric = (benchmark === null ? undefined : findHeadline(cells)?.metric) ?? HEADLINE_OF_KIND['multiple-choice'];
  const own = cells.filter((cell) => cell.metric === metric);
  if (benchmark !== null && own.length === 0)
    throw new AppError('NOT_FOUND', `No pruning of the model has ${metric} of "${benchmark.slice(0, 100)}" by this protocol.`);
  const benchmarks = benchmark === null ? [...new Set(own.map((cell) => cell.benchmark))].sort() : [benchmark];
  return { benchmarks, metric, isHigherBetter: isHigherBetter(metric) };
}

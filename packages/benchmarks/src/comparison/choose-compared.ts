import { AppError } from '@lamina/errors';
import { findHeadline, HEADLINE_OF_KIND, isHigherBetter } from '@lamina/metrics';
import type { JudgedResult } from '../answer/judging-texts.ts';
import { canShowLoss } from '../answer/task-loss.ts';
import type { AveragedMetric, EvaluatedCell } from './measure-retention.ts';

/** The metric and the benchmarks by which strategies are compared. */
export interface ComparedMetric extends AveragedMetric {
  readonly isHigherBetter: boolean;
}

/** A result with that of the whole model. */
export interface ChosenCell extends EvaluatedCell, Pick<JudgedResult, 'dense' | 'denseStandardError' | 'chance'> {}

/**
 * The headline metric and the benchmarks by which strategies are compared; perplexities are not part of an average of accuracies.
 * @param benchmark null = the mean over the multiple-choice benchmarks that can show a loss
 * @throws AppError NOT_FOUND for a benchmark that no pruning was evaluated on by the metric
 */
export function chooseCompared(prunings: readonly { readonly cells: readonly ChosenCell[] }[], benchmark: string | null): ComparedMetric {
  const cells = prunings.flatMap((pruning) => pruning.cells);
  const metric = (benchmark === null ? undefined : findHeadline(cells)?.metric) ?? HEADLINE_OF_KIND['multiple-choice'];
  const compared = cells.filter((cell) => cell.metric === metric);
  if (benchmark !== null && compared.length === 0)
    throw new AppError('NOT_FOUND', `No pruning of the model has ${metric} of "${benchmark.slice(0, 100)}" by this protocol.`);
  const judging = compared.filter(({ dense, ...cell }) => dense !== null && canShowLoss({ dense, ...cell }));
  const benchmarks = benchmark === null ? [...new Set(judging.map((cell) => cell.benchmark))].sort() : [benchmark];
  return { benchmarks, metric, isHigherBetter: isHigherBetter(metric) };
}

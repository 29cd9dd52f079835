import { AppError } from '@lamina/errors';
import { findHeadline, HEADLINE_OF_KIND, isScore } from '@lamina/metrics';
import { canShowLoss, type PairedScore } from '../answer/task-loss.ts';
import type { AveragedMetric, EvaluatedCell } from './measured-removal.ts';

/** A result with that of the whole model. */
export interface ChosenCell extends EvaluatedCell, Pick<PairedScore, 'denseStandardError' | 'chance'> {
  /** Score of the whole model; null if it was not measured. */
  readonly dense: number | null;
}

/**
 * The metric and the benchmarks by which strategies are compared: scores only. What is read as text is compared by its loss (LOG_LOSSES).
 * @param benchmark null = the mean over the multiple-choice benchmarks that can show a loss
 * @throws AppError NOT_FOUND for a benchmark on which no pruning has a score
 */
export function chooseCompared(prunings: readonly { readonly cells: readonly ChosenCell[] }[], benchmark: string | null): AveragedMetric {
  const cells = prunings.flatMap((pruning) => pruning.cells).filter((cell) => isScore(cell.metric));
  const metric = (benchmark === null ? undefined : findHeadline(cells)?.metric) ?? HEADLINE_OF_KIND['multiple-choice'];
  const compared = cells.filter((cell) => cell.metric === metric);
  if (benchmark !== null && compared.length === 0)
    throw new AppError('NOT_FOUND', `No pruning of the model has a score on "${benchmark.slice(0, 100)}" by this protocol.`);
  const judging = compared.filter(({ dense, ...cell }) => dense !== null && canShowLoss({ dense, ...cell }));
  const benchmarks = benchmark === null ? [...new Set(judging.map((cell) => cell.benchmark))].sort() : [benchmark];
  return { benchmarks, metric };
}

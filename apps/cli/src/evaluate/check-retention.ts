import { compareTasks } from '@lamina/benchmarks';
import type { ChangeEvaluation } from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import { findHeadline, isHigherBetter } from '@lamina/metrics';
import { describeRemoval, removesNothing } from '@lamina/plans';

/**
 * The check of `--fail-below` for builds: of every task the headline metric, pruned ÷ dense; of perplexities dense ÷ pruned.
 * @param evaluations the whole model's among them
 * @throws AppError CONFLICT naming each removal and task that keeps less than the bound
 */
export function checkRetention(evaluations: readonly ChangeEvaluation[], bound: number): void {
  const dense = evaluations.find(({ remove }) => removesNothing(remove));
  if (dense === undefined) throw new Error('the whole model was not evaluated');
  const failed = evaluations
    .filter((evaluation) => evaluation !== dense)
    .flatMap(({ remove, tasks }) => {
      const compared = compareTasks(tasks.map((task, place) => [getAt(dense.tasks, place), task]));
      return compared.flatMap(({ task, metrics }) => {
        const headline = findHeadline(metrics);
        if (headline === undefined || headline.retention === null) return [];
        const kept = isHigherBetter(headline.metric) ? headline.retention : 1 / headline.retention;
        return kept < bound ? [`without ${describeRemoval(remove)}, ${task} keeps ${kept.toFixed(3)} of ${headline.metric}`] : [];
      });
    });
  if (failed.length > 0) throw new AppError('CONFLICT', `less than ${bound} of the whole model is kept: ${failed.join('; ')}`);
}

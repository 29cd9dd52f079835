import { AppError } from '@lamina/errors';
import { isHigherBetter } from '@lamina/metrics';
import type { StudyResult } from './read-study.ts';

/**
 * A check for builds: at every number of removed blocks the best strategy must reach the bound. For perplexities, dense / pruned counts.
 * @throws AppError CONFLICT naming the model, the count, the retention and the bound
 */
export function checkRetention(results: readonly StudyResult[], bound: number): void {
  for (const { model, comparison } of results) {
    for (const { removedCount, results: outcomes } of comparison.steps) {
      const [best] = outcomes;
      if (!best) continue;
      const kept = isHigherBetter(comparison.metric) ? best.retention : 1 / best.retention;
      if (kept >= bound) continue;
      throw new AppError(
        'CONFLICT',
        `${model} without ${removedCount} blocks keeps ${kept.toFixed(4)} of ${comparison.metric} at best (${best.strategy}), less than --fail-below ${bound}`,
      );
    }
  }
}

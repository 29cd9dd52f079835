import type { TaskSettlement } from '@lamina/engine';
import { AppError, getAt } from '@lamina/errors';
import type { LoadedTasks } from './load-tasks.ts';

/**
 * The check of `--fail-below` for builds. A task that stayed open is judged by its estimate over all documents, as a whole evaluation is.
 * @param settlements in the order of the tasks; those of a margin pass
 * @throws AppError CONFLICT naming the tasks that keep less than the bound
 */
export function checkSettlements({ tasks }: LoadedTasks, settlements: readonly TaskSettlement[]): void {
  const failed = tasks.flatMap(({ task }, place) => {
    const { limit, verdict, documents, available, estimate, quantity } = getAt(settlements, place);
    if (limit.kind === 'margin') return [];
    if (verdict === 'worse') return [`${task.name} keeps less than ${limit.value} (settled after ${documents} of ${available} documents)`];
    const kept = quantity === 'log-ratio' ? estimate - Math.log(limit.value) : estimate;
    return verdict === 'open' && kept < 0
      ? [`${task.name} keeps less than ${limit.value} by all ${available} documents, though not surely`]
      : [];
  });
  if (failed.length > 0) throw new AppError('CONFLICT', `less is kept than --fail-below asks: ${failed.join('; ')}`);
}

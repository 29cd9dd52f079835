import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { formBatches } from './form-batches.ts';
import type { ResidentModel } from './resident-model.ts';
import { floatsOf } from './run-batches.ts';
import type { Window } from './windows.ts';

/** What losses are measured on. */
export interface LossInput {
  readonly windows: readonly Window[];
  /** Windows per run. */
  readonly batch: number;
}

/**
 * Loss of every window under each removal, float64[removals][W] in nats: the sum over positions 1 … T−1 of −ln p(token | the window before it).
 * Yields the number of window passes done since the last time.
 */
export async function* measureLosses(
  resident: ResidentModel,
  { windows, batch }: LossInput,
  removals: readonly (readonly number[])[],
): AsyncGenerator<number, readonly (readonly number[])[]> {
  const losses = removals.map(() => new Array<number>(windows.length).fill(0));
  const sequences = windows.map(({ ids }) => ({ ids, next: 0 }));
  for (const { rows, width, tokens } of formBatches(sequences, batch)) {
    for await (const { removal, outputs } of resident.run(tokens, removals)) {
      const logProbability = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
      for (const [row, window] of rows.entries()) {
        const predicted = logProbability.subarray(row * width, row * width + (tokens.lengths[row] ?? 0) - 1);
        const target = losses[removal];
        if (target) target[window] = -predicted.reduce((sum, value) => sum + value, 0);
      }
      yield rows.length;
    }
  }
  return losses;
}

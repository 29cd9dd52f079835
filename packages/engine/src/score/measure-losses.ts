import type { Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import type { WorkDone } from '../progress/checkpoint.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { floatsOf } from '../session/run-batches.ts';
import { type LossInput, type MeasuredQuantity, measureWindows } from './measure-windows.ts';

/**
 * The loss of every window under each removal, float64[removals][W] in nats: the sum over positions 1 … T−1 of −ln p(token | the window before it).
 * Yields after each batch under each removal.
 */
export function measureLosses(
  resident: ResidentModel,
  input: LossInput,
  removals: readonly Removal[],
): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly number[])[]> {
  return measureWindows(lossOf(resident), input, removals);
}

/** The loss of each position but the last of a window. */
export function lossOf(resident: ResidentModel): MeasuredQuantity {
  return {
    name: 'loss',
    countOf: (length) => length - 1,
    async *measure(batch, removals) {
      for await (const { removal, outputs } of resident.run(batch, removals))
        yield { removal, values: floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability).map((value) => -value) };
    },
  };
}

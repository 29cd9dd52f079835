import type { Removal } from '@lamina/plans';
import type { WorkDone } from '../progress/checkpoint.ts';
import { diverge, TOKENS_PER_COMPARISON } from '../resident/diverge.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { type LossInput, type MeasuredQuantity, measureWindows } from './measure-windows.ts';

/**
 * The divergence of every window under each removal, float64[removals][W] in nats: the sum over its positions of KL(whole model ‖ without the units),
 * that is output-divergence@1 before the mean.
 *
 * @param resident loaded with `divergence`
 */
export function measureDivergence(
  resident: ResidentModel,
  input: LossInput,
  removals: readonly Removal[],
): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly number[])[]> {
  return measureWindows(divergenceOf(resident), input, removals);
}

/** The divergence of each position. The whole model runs once for each batch that is asked about. */
export function divergenceOf(resident: ResidentModel): MeasuredQuantity {
  return {
    name: 'divergence',
    countOf: (length) => length,
    // Where an export fixes the number of rows, fewer cannot run.
    tokensPerRun: resident.rows === null ? TOKENS_PER_COMPARISON : undefined,
    measure: (batch, removals) => diverge(resident, resident, batch, removals),
  };
}

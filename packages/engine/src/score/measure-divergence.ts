import { NOTHING_REMOVED, type Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';
import type { WorkDone } from '../checkpoint.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import type { TokenBatch } from '../session/build-feeds.ts';
import { floatsOf, tensorOf } from '../session/run-batches.ts';
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
  const { reference, divergence } = TOKEN_LOSS_PORTS;
  return {
    name: 'divergence',
    countOf: (length) => length,
    async *measure(batch, removals) {
      const feeds = { [reference]: await readWhole(resident, batch) };
      for await (const { removal, outputs } of resident.run(batch, removals, { feeds, outputs: [divergence] }))
        yield { removal, values: floatsOf(outputs, divergence) };
    },
  };
}

/** ln p of every token by the whole model, float32[batch, sequence, vocabulary]. */
async function readWhole(resident: ResidentModel, batch: TokenBatch): Promise<Tensor> {
  const { logProbabilities } = TOKEN_LOSS_PORTS;
  for await (const { outputs } of resident.run(batch, [NOTHING_REMOVED], { outputs: [logProbabilities] }))
    return tensorOf(outputs, logProbabilities);
  throw new Error('the whole model gave nothing');
}

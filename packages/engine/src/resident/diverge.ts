import { NOTHING_REMOVED, type Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import type { Tensor } from 'onnxruntime-node';
import type { TokenBatch } from '../session/build-feeds.ts';
import { floatsOf, tensorOf } from '../session/run-batches.ts';
import type { ResidentModel } from './resident-model.ts';

/**
 * KL(whole ‖ resident without the units) of the next-token distributions at each position of a batch, float32[batch, sequence] in nats, under each
 * removal. The whole model runs once.
 *
 * @param resident loaded with `divergence`
 * @param whole loaded with `divergence` too: the same model, or the one that `resident` is a repaired form of
 */
export async function* diverge(
  resident: ResidentModel,
  whole: ResidentModel,
  batch: TokenBatch,
  removals: readonly Removal[],
): AsyncGenerator<{ readonly removal: number; readonly values: Float32Array }> {
  const { reference, divergence } = TOKEN_LOSS_PORTS;
  const feeds = { [reference]: await readWhole(whole, batch) };
  for await (const { removal, outputs } of resident.run(batch, removals, { feeds, outputs: [divergence] }))
    yield { removal, values: floatsOf(outputs, divergence) };
}

/** ln p of every token by the whole model, float32[batch, sequence, vocabulary]. */
async function readWhole(whole: ResidentModel, batch: TokenBatch): Promise<Tensor> {
  const { logProbabilities } = TOKEN_LOSS_PORTS;
  for await (const { outputs } of whole.run(batch, [NOTHING_REMOVED], { outputs: [logProbabilities] }))
    return tensorOf(outputs, logProbabilities);
  throw new Error('the whole model gave nothing');
}

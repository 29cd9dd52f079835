import { NOTHING_REMOVED, type Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import type { TokenBatch } from '../session/build-feeds.ts';
import { floatsOf, type Outputs, tensorOf } from '../session/run-batches.ts';
import type { ResidentModel } from './resident-model.ts';

/**
 * The largest number of tokens in one run that compares distributions, unless a single row has more: 256 rows of the width of Gemma's vocabulary are
 * 256 MiB, and several such tensors are needed at once.
 */
export const TOKENS_PER_COMPARISON = 256;

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
  const { reference, divergence, logProbabilities } = TOKEN_LOSS_PORTS;
  const feeds = { [reference]: tensorOf(await readWhole(whole, batch, [logProbabilities]), logProbabilities) };
  for await (const { removal, outputs } of resident.run(batch, removals, { feeds, outputs: [divergence] }))
    yield { removal, values: floatsOf(outputs, divergence) };
}

/** Some outputs (TOKEN_LOSS_PORTS) of the whole model. */
export async function readWhole(whole: ResidentModel, batch: TokenBatch, outputs: readonly string[]): Promise<Outputs> {
  for await (const { outputs: found } of whole.run(batch, [NOTHING_REMOVED], { outputs })) return found;
  throw new Error('the whole model gave nothing');
}

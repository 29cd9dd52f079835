import { getAt } from '@lamina/errors';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import type { TokenBatch } from '../session/batches.ts';
import type { HeadOptions, ResidentOptions } from './resident-model.ts';
import type { HeadRequest } from './run-head.ts';

/**
 * What the head is given and asked for: without a wish, the token losses alone. The input for the reference must have a value, even where no output
 * needs it.
 */
export function completeHead(
  { divergence, mostLikely }: ResidentOptions,
  { ids }: TokenBatch,
  { feeds = {}, outputs }: HeadOptions = {},
): HeadRequest {
  const usual = [TOKEN_LOSS_PORTS.logProbability, ...(mostLikely ? [TOKEN_LOSS_PORTS.mostLikely] : [])];
  const request = { feeds, outputs: outputs ?? usual };
  if (!divergence || TOKEN_LOSS_PORTS.reference in feeds) return request;
  const [rows, width] = [ids.length, getAt(ids, 0).length];
  const nothing = new Tensor('float32', new Float32Array(rows * width), [rows, width, 1]);
  return { ...request, feeds: { ...feeds, [TOKEN_LOSS_PORTS.reference]: nothing } };
}

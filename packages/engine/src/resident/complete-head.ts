import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import type { HeadOptions, ResidentOptions } from './resident-model.ts';
import type { HeadRequest } from './run-head.ts';

/** The input for the reference must have a value, even where no output needs it. */
const NO_REFERENCE = new Tensor('float32', new Float32Array(1), [1, 1, 1]);

/** What the head is given and asked for: without a wish, the token losses alone. */
export function completeHead({ divergence, mostLikely }: ResidentOptions, { feeds = {}, outputs }: HeadOptions = {}): HeadRequest {
  const usual = [TOKEN_LOSS_PORTS.logProbability, ...(mostLikely ? [TOKEN_LOSS_PORTS.mostLikely] : [])];
  return { feeds: { ...(divergence ? { [TOKEN_LOSS_PORTS.reference]: NO_REFERENCE } : {}), ...feeds }, outputs: outputs ?? usual };
}

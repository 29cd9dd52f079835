import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_ernie4_5.py`: Llama with interleaved rotary embedding, and biases everywhere or nowhere. */
export const ernie45: Architecture = {
  modelTypes: ['ernie4_5'],
  prefix: 'model.',
  describe: (config, layout) => {
    const defaults = { rotaryBase: 500_000, maxPositions: 131_072, eps: 1e-5, headSize: 128, isTied: true, isInterleaved: true };
    config.require('compression_ratio', 1);
    const hasBias = config.flag('use_bias', false);
    return describeLlamaLike({ ...readLlamaLike(config, layout, defaults), biases: { qkv: hasBias, output: hasBias, mlp: hasBias } });
  },
};

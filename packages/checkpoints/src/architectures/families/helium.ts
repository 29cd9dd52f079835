import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_helium.py`: Llama with interleaved rotary embedding. */
export const helium: Architecture = {
  modelTypes: ['helium'],
  prefix: 'model.',
  describe: (config, layout) => {
    const defaults = { rotaryBase: 100_000, maxPositions: 4096, eps: 1e-8, headSize: 128, isInterleaved: true };
    return describeLlamaLike({
      ...readLlamaLike(config, layout, defaults),
      biases: { qkv: config.flag('attention_bias', false), mlp: config.flag('mlp_bias', false) },
    });
  },
};

import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 5.24.0 `modeling_seed_oss.py`: Llama with biases of queries, keys and values. */
export const seedOss: Architecture = {
  modelTypes: ['seed_oss'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 524_288, headSize: 128 });
    const biases = {
      qkv: config.flag('attention_bias', true),
      output: config.flag('attention_out_bias', false),
      mlp: config.flag('mlp_bias', false),
    };
    return describeLlamaLike({ ...like, biases });
  },
};

import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_llama.py` */
export const llama: Architecture = {
  modelTypes: ['llama'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout);
    const attentionBias = config.flag('attention_bias', false);
    return describeLlamaLike({ ...like, biases: { qkv: attentionBias, output: attentionBias, mlp: config.flag('mlp_bias', false) } });
  },
};

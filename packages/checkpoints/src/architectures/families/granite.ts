import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_granite.py`: Llama with multipliers of embeddings, scores, branches and logits. */
export const granite: Architecture = {
  modelTypes: ['granite'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout);
    const hasBias = config.flag('attention_bias', false);
    const scale = config.number('attention_multiplier', 1);
    const residualScale = config.number('residual_multiplier', 1);
    const decoder = describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias, mlp: config.flag('mlp_bias', false) },
      change: (block) => ({ ...block, attention: { ...block.attention, scale }, residualScale }),
    });
    return {
      ...decoder,
      embedding: { ...decoder.embedding, scale: config.number('embedding_multiplier', 1) },
      head: { ...decoder.head, scale: 1 / config.number('logits_scaling', 1) },
    };
  },
};

import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { predictionBlocks, readRoutedExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_glm4_moe.py`: half of each head is rotated, optional norms of queries and keys, DeepSeek-V3's experts. */
export const glm4Moe: Architecture = {
  modelTypes: ['glm4_moe'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 131_072, eps: 1e-5, rotaryShare: 0.5 });
    config.ignore('num_nextn_predict_layers');
    const decoder = describeLlamaLike({
      ...like,
      biases: { qkv: config.flag('attention_bias', false) },
      headNorm: config.flag('use_qk_norm', false) ? 'head' : null,
      mlp: readRoutedExperts(config, like, { router: 'sigmoid', defaults: { inner: 1408, count: 128, selected: 8 } }),
    });
    return { ...decoder, ignored: [...decoder.ignored, predictionBlocks(like.sizes.blocks)] };
  },
};

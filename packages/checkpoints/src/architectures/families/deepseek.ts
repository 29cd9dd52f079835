import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Decoder } from '../decoder.ts';
import { readLatentAttention } from '../latent-attention.ts';
import { describeLlamaLike, type LlamaLike, readPlainLike } from '../llama-like.ts';
import { predictionBlocks, type RoutedOptions, readRoutedExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_deepseek_v2.py`: latent attention, dense first blocks, experts that are selected by probability. */
export const deepseekV2: Architecture = {
  modelTypes: ['deepseek_v2'],
  prefix: 'model.',
  describe: (config, layout) => describeDeepseek(config, layout, { router: 'softmax', defaults: { inner: 1407, count: 64, selected: 6 } }),
};

/** transformers 5.24.0 `modeling_deepseek_v3.py`: DeepSeek-V2 with experts selected by sigmoid, bias and group; Kimi K2 has the same computation. */
export const deepseekV3: Architecture = {
  modelTypes: ['deepseek_v3', 'kimi_k2'],
  prefix: 'model.',
  describe: (config, layout) => describeDeepseek(config, layout, { router: 'sigmoid', defaults: { inner: 2048, count: 256, selected: 8 } }),
};

/** transformers 5.24.0 `modeling_glm4_moe_lite.py`: the parts of DeepSeek-V3. */
export const glm4MoeLite: Architecture = {
  modelTypes: ['glm4_moe_lite'],
  prefix: 'model.',
  describe: (config, layout) => describeDeepseek(config, layout, { router: 'sigmoid', defaults: { inner: 1536, count: 64, selected: 4 } }),
};

/**
 * transformers 5.24.0 `modeling_deepseek_v32.py` and `modeling_glm_moe_dsa.py`: DeepSeek-V3 with an index that selects at most `index_topk` keys for
 * each query. Texts of at most that many tokens are computed as by DeepSeek-V3; longer ones are refused.
 */
export const deepseekSparse: Architecture = {
  modelTypes: ['deepseek_v32', 'glm_moe_dsa'],
  prefix: 'model.',
  describe: (config, layout) => {
    const decoder = describeDeepseek(config, layout, { router: 'sigmoid', defaults: { inner: 2048, count: 256, selected: 8 } });
    config.ignore('index_n_heads', 'index_head_dim', 'indexer_types', 'index_topk_freq', 'index_skip_topk_offset', 'index_topk_pattern');
    config.ignore('layer_types', 'indexer_rope_interleave');
    const idle = /\.self_attn\.indexer\./;
    return { ...decoder, longestText: config.count('index_topk', 2048), idle, ignored: [...decoder.ignored, idle] };
  },
};

function describeDeepseek(config: ConfigReader, layout: StoredLayout, routed: RoutedOptions): Decoder {
  const like: LlamaLike = { ...readPlainLike(config, layout), biases: { mlp: config.flag('mlp_bias', false) } };
  const { sizes } = like;
  config.ignore('num_nextn_predict_layers');
  const attend = readLatentAttention(config, {
    hidden: sizes.hidden,
    heads: sizes.heads,
    positions: { isInterleaved: config.flag('rope_interleave', true), maxPositions: 2048 },
    hasBias: config.flag('attention_bias', false),
  });
  const decoder = describeLlamaLike({
    ...like,
    mlp: readRoutedExperts(config, like, routed),
    mixer: (block) => attend(`model.layers.${block}.self_attn`),
  });
  // GGUF files may hold the expansion of the latent twice.
  return { ...decoder, ignored: [...decoder.ignored, predictionBlocks(sizes.blocks), /\.self_attn\.[kv]_b_proj\.weight$/] };
}

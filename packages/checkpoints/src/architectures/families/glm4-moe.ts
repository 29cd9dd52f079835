import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Decoder } from '../decoder.ts';
import { describeLlamaLike, type LlamaDefaults, readLlamaLike } from '../llama-like.ts';
import { predictionBlocks, readRoutedExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_glm4_moe.py`: half of each head is rotated, optional norms of queries and keys, DeepSeek-V3's experts. */
export const glm4Moe: Architecture = {
  modelTypes: ['glm4_moe'],
  prefix: 'model.',
  describe: (config, layout) => describeGlmMoe(config, layout, { maxPositions: 131_072, eps: 1e-5, rotaryShare: 0.5 }),
};

/** transformers 5.24.0 `modeling_solar_open.py`: GLM 4.5 with whole heads rotated, and without dense blocks. */
export const solarOpen: Architecture = {
  modelTypes: ['solar_open'],
  prefix: 'model.',
  describe: (config, layout) => describeGlmMoe(config, layout, { maxPositions: 131_072, eps: 1e-5, rotaryBase: 1_000_000, inner: 10_240 }),
};

function describeGlmMoe(config: ConfigReader, layout: StoredLayout, defaults: LlamaDefaults): Decoder {
  const like = readLlamaLike(config, layout, defaults);
  config.ignore('num_nextn_predict_layers');
  const decoder = describeLlamaLike({
    ...like,
    biases: { qkv: config.flag('attention_bias', false) },
    headNorm: config.flag('use_qk_norm', false) ? 'head' : null,
    mlp: readRoutedExperts(config, like, { router: 'sigmoid', defaults: { inner: 1408, count: 128, selected: 8 } }),
  });
  return { ...decoder, ignored: [...decoder.ignored, predictionBlocks(like.sizes.blocks)] };
}

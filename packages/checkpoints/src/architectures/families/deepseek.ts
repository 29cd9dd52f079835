import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Decoder } from '../decoder.ts';
import { rmsNorm } from '../decoder-parts.ts';
import { readLatentAttention, withAttention } from '../latent-attention.ts';
import { describeLlamaLike, type LlamaLike, readSizes } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';
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

function describeDeepseek(config: ConfigReader, layout: StoredLayout, routed: RoutedOptions): Decoder {
  const sizes = readSizes(config);
  const like: LlamaLike = {
    sizes,
    layout,
    rotary: () => null,
    window: () => null,
    norm: rmsNorm(config.number('rms_norm_eps', 1e-6)),
    activation: readActivation(config, 'hidden_act', 'silu'),
    isTied: config.flag('tie_word_embeddings', false),
  };
  config.require('mlp_bias', false);
  config.ignore('num_nextn_predict_layers');
  const attend = readLatentAttention(config, {
    hidden: sizes.hidden,
    heads: sizes.heads,
    isInterleaved: config.flag('rope_interleave', true),
    maxPositions: 2048,
    hasBias: config.flag('attention_bias', false),
  });
  const decoder = describeLlamaLike({ ...like, mlp: readRoutedExperts(config, like, routed), change: withAttention(attend) });
  return { ...decoder, ignored: [...decoder.ignored, predictionBlocks(sizes.blocks)] };
}

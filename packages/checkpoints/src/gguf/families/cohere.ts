import { readRope, readSizes } from '../decoder-config.ts';
import { readSlidingPattern, slidesBut, toLayerTypes } from '../layer-types.ts';
import { LLAMA_NAMES } from '../tensor-names.ts';
import { layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

/** transformers has no key for the size of a head in Cohere. */
export const commandR: Describe = (facts) => {
  const { head_dim: headSize, ...sizes } = readSizes(facts);
  return {
    modelType: 'cohere',
    config: {
      ...sizes,
      ...readRope(facts, headSize),
      layer_norm_eps: layerNormEps(facts),
      logit_scale: facts.number('logit_scale'),
      use_qk_norm: facts.hasInBlocks('attn_q_norm.weight'),
      attention_bias: facts.hasInBlocks('attn_q.bias'),
      tie_word_embeddings: true,
      hidden_act: 'silu',
    },
    names: LLAMA_NAMES,
  };
};

export const cohere2: Describe = (facts) => {
  const sizes = readSizes(facts);
  return {
    modelType: 'cohere2',
    config: {
      ...sizes,
      ...readRope(facts, sizes.head_dim),
      layer_norm_eps: layerNormEps(facts),
      logit_scale: facts.number('logit_scale'),
      sliding_window: facts.count('attention.sliding_window'),
      layer_types: toLayerTypes(readSlidingPattern(facts, sizes.num_hidden_layers, slidesBut(4))),
      attention_bias: facts.hasInBlocks('attn_q.bias'),
      tie_word_embeddings: true,
      hidden_act: 'silu',
    },
    names: LLAMA_NAMES,
  };
};

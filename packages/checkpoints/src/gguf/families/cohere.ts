import type { Json } from '../../checkpoint.ts';
import { readRotated } from '../decoder-config.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import { readSlidingPattern, slidesBut, toLayerTypes } from '../layer-types.ts';
import { LLAMA_NAMES } from '../tensor-names.ts';
import { layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

/** The two generations share this; their head is always the embedding. */
function readCohere(facts: GgufFacts): Json {
  return {
    layer_norm_eps: layerNormEps(facts),
    logit_scale: facts.number('logit_scale'),
    attention_bias: facts.hasInBlocks('attn_q.bias'),
    tie_word_embeddings: true,
    hidden_act: 'silu',
  };
}

/** transformers has no key for the size of a head in Cohere. */
export const commandR: Describe = (facts) => {
  const { head_dim: _, ...sizes } = readRotated(facts);
  return {
    modelType: 'cohere',
    config: { ...sizes, ...readCohere(facts), use_qk_norm: facts.hasInBlocks('attn_q_norm.weight') },
    names: LLAMA_NAMES,
  };
};

export const cohere2: Describe = (facts) => {
  const sizes = readRotated(facts);
  return {
    modelType: 'cohere2',
    config: {
      ...sizes,
      ...readCohere(facts),
      sliding_window: facts.count('attention.sliding_window'),
      layer_types: toLayerTypes(readSlidingPattern(facts, sizes.num_hidden_layers, slidesBut(4))),
    },
    names: LLAMA_NAMES,
  };
};

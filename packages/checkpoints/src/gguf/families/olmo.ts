import { readLlamaLike, readRotated } from '../decoder-config.ts';
import { readSlidingPattern, slidesBut, toLayerTypes } from '../layer-types.ts';
import { LLAMA_NAMES, NORM_AFTER_NAMES } from '../tensor-names.ts';
import { PERMUTED } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

/** Norms without weights, of epsilon 1e-5. */
export const olmo: Describe = (facts) => {
  facts.require('attention.layer_norm_epsilon', Math.fround(1e-5));
  return {
    modelType: 'olmo',
    config: { ...readRotated(facts), clip_qkv: facts.findNumber('attention.clamp_kqv') || null, hidden_act: 'silu' },
    names: LLAMA_NAMES,
    layout: PERMUTED,
  };
};

/** OLMo 3 is OLMo 2 with windows. */
export const olmo2: Describe = (facts) => {
  const like = readLlamaLike(facts);
  const config = { ...like, hidden_act: 'silu', attention_bias: facts.hasInBlocks('attn_q.bias') };
  // 0, like a missing number, means that all blocks attend fully.
  const window = facts.findNumber('attention.sliding_window') ?? 0;
  if (window === 0) return { modelType: 'olmo2', config, names: NORM_AFTER_NAMES };
  const layerTypes = toLayerTypes(readSlidingPattern(facts, like.num_hidden_layers, slidesBut(4)));
  return { modelType: 'olmo3', config: { ...config, sliding_window: window, layer_types: layerTypes }, names: NORM_AFTER_NAMES };
};

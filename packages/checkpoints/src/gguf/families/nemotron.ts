import { readRotated } from '../decoder-config.ts';
import { LLAMA_NAMES } from '../tensor-names.ts';
import { layerNormEps, llamaBiases, WITH_ONE } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

/** Layer norms that multiply by 1 + weight; an MLP without a gate. */
export const nemotron: Describe = (facts) => {
  const sizes = readRotated(facts);
  facts.find('attention.layer_norm_rms_epsilon');
  return {
    modelType: 'nemotron',
    config: {
      ...sizes,
      partial_rotary_factor: facts.count('rope.dimension_count', sizes.head_dim) / sizes.head_dim,
      norm_eps: layerNormEps(facts),
      ...llamaBiases(facts),
      hidden_act: 'relu2',
    },
    names: LLAMA_NAMES,
    layout: WITH_ONE,
  };
};

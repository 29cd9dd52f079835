import { readLlamaLike, readRotated } from '../decoder-config.ts';
import { PHI_NAMES, PHI3_NAMES } from '../tensor-names.ts';
import { layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const phi2: Describe = (facts) => {
  const sizes = readRotated(facts);
  return {
    modelType: 'phi',
    config: {
      ...sizes,
      partial_rotary_factor: facts.count('rope.dimension_count') / sizes.head_dim,
      layer_norm_eps: layerNormEps(facts),
      hidden_act: 'gelu_new',
    },
    names: PHI_NAMES,
  };
};

/** A window of 0 means none. The original length is stored next to rope_scaling. */
export const phi3: Describe = (facts) => ({
  modelType: 'phi3',
  config: {
    ...readLlamaLike(facts),
    hidden_act: 'silu',
    sliding_window: facts.findNumber('attention.sliding_window') || null,
    original_max_position_embeddings: facts.count('rope.scaling.original_context_length', facts.count('context_length')),
  },
  names: PHI3_NAMES,
});

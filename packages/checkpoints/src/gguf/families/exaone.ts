import { readLlamaLike } from '../decoder-config.ts';
import { readSlidingPattern, slidesBut, toLayerTypes } from '../layer-types.ts';
import { NORM_AFTER_NAMES } from '../tensor-names.ts';
import type { Describe } from './gguf-description.ts';

export const exaone4: Describe = (facts) => {
  const like = readLlamaLike(facts);
  const window = facts.findNumber('attention.sliding_window') || null;
  const slides =
    window === null
      ? Array.from({ length: like.num_hidden_layers }, () => false)
      : readSlidingPattern(facts, like.num_hidden_layers, slidesBut(4));
  return {
    modelType: 'exaone4',
    config: { ...like, sliding_window: window, sliding_window_pattern: null, layer_types: toLayerTypes(slides), hidden_act: 'silu' },
    names: NORM_AFTER_NAMES,
  };
};

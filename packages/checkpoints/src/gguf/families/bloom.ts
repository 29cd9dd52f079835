import { readSizes } from '../decoder-config.ts';
import { BLOOM_NAMES } from '../tensor-names.ts';
import { BY_ROWS, layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const bloom: Describe = (facts) => {
  const {
    vocab_size: vocabulary,
    hidden_size: hidden,
    num_hidden_layers: blocks,
    num_attention_heads: heads,
    tie_word_embeddings: isTied,
  } = readSizes(facts);
  return {
    modelType: 'bloom',
    config: {
      vocab_size: vocabulary,
      hidden_size: hidden,
      n_layer: blocks,
      n_head: heads,
      layer_norm_epsilon: layerNormEps(facts),
      tie_word_embeddings: isTied,
    },
    names: BLOOM_NAMES,
    layout: BY_ROWS,
  };
};

import type { Json } from '../../checkpoint.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import { GPT2_NAMES } from '../tensor-names.ts';
import { layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

/** GPT-2's names of sizes. */
function readGpt2Sizes(facts: GgufFacts): Json {
  return {
    vocab_size: facts.getTensor('token_embd.weight').dims[0],
    n_embd: facts.count('embedding_length'),
    n_layer: facts.count('block_count'),
    n_head: facts.sameCount('attention.head_count'),
    n_inner: facts.sameCount('feed_forward_length'),
    n_positions: facts.getTensor('position_embd.weight').dims[0],
    layer_norm_epsilon: layerNormEps(facts),
    tie_word_embeddings: facts.findTensor('output.weight') === undefined,
  };
}

export const gpt2: Describe = (facts) => ({
  modelType: 'gpt2',
  config: { ...readGpt2Sizes(facts), activation_function: 'gelu_new' },
  names: GPT2_NAMES,
  layout: { transposedLinears: true },
});

export const starcoder: Describe = (facts) => {
  facts.require('attention.head_count_kv', 1);
  return {
    modelType: 'gpt_bigcode',
    config: { ...readGpt2Sizes(facts), activation_function: 'gelu_pytorch_tanh', multi_query: true },
    names: GPT2_NAMES,
  };
};

import { readSizes } from '../decoder-config.ts';
import { MPT_NAMES } from '../tensor-names.ts';
import { layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const mpt: Describe = (facts) => {
  const {
    vocab_size: vocabulary,
    hidden_size: hidden,
    num_hidden_layers: blocks,
    num_attention_heads: heads,
    tie_word_embeddings: isTied,
  } = readSizes(facts);
  const slope = facts.number('attention.max_alibi_bias', 0);
  if (slope === 0) throw facts.unsupported('attention.max_alibi_bias', slope, 'only MPT with ALiBi is supported');
  return {
    modelType: 'mpt',
    config: {
      vocab_size: vocabulary,
      d_model: hidden,
      n_layers: blocks,
      n_heads: heads,
      expansion_ratio: facts.sameCount('feed_forward_length') / facts.count('embedding_length'),
      max_seq_len: facts.count('context_length'),
      layer_norm_epsilon: layerNormEps(facts),
      no_bias: !facts.hasInBlocks('attn_qkv.bias'),
      attn_config: { alibi: true, alibi_bias_max: slope, clip_qkv: facts.findNumber('attention.clamp_kqv') ?? null },
      tie_word_embeddings: isTied,
    },
    names: MPT_NAMES,
  };
};

import { readLlamaLike } from '../decoder-config.ts';
import type { TensorNames } from '../tensor-names.ts';
import type { Describe } from './gguf-description.ts';

export const glm =
  (modelType: 'glm' | 'glm4', names: TensorNames): Describe =>
  (facts) => {
    const like = readLlamaLike(facts);
    return {
      modelType,
      config: {
        ...like,
        partial_rotary_factor: facts.count('rope.dimension_count', like.head_dim) / like.head_dim,
        attention_bias: facts.hasInBlocks('attn_q.bias') || facts.hasInBlocks('attn_qkv.bias'),
        hidden_act: 'silu',
      },
      names,
    };
  };

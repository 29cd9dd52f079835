import { readRope, readSizes } from '../decoder-config.ts';
import { STARCODER2_NAMES } from '../tensor-names.ts';
import { layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const starcoder2: Describe = (facts) => {
  const sizes = readSizes(facts);
  return {
    modelType: 'starcoder2',
    config: {
      ...sizes,
      ...readRope(facts, sizes.head_dim),
      norm_epsilon: layerNormEps(facts),
      use_bias: facts.hasInBlocks('attn_q.bias'),
      hidden_act: 'gelu_pytorch_tanh',
    },
    names: STARCODER2_NAMES,
  };
};

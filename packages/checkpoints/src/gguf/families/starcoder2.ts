import { readRotated } from '../decoder-config.ts';
import { STARCODER2_NAMES } from '../tensor-names.ts';
import { layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const starcoder2: Describe = (facts) => ({
  modelType: 'starcoder2',
  config: {
    ...readRotated(facts),
    norm_epsilon: layerNormEps(facts),
    use_bias: facts.hasInBlocks('attn_q.bias'),
    hidden_act: 'gelu_pytorch_tanh',
  },
  names: STARCODER2_NAMES,
});

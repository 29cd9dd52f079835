import { readSizes } from '../decoder-config.ts';
import { GPT_NEOX_NAMES } from '../tensor-names.ts';
import { BY_ROWS, layerNormEps } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const gptneox: Describe = (facts) => {
  const { head_dim: headSize, num_key_value_heads: _, ...sizes } = readSizes(facts);
  return {
    modelType: 'gpt_neox',
    config: {
      ...sizes,
      rotary_pct: facts.count('rope.dimension_count', headSize) / headSize,
      rotary_emb_base: facts.number('rope.freq_base', 10_000),
      use_parallel_residual: facts.flag('use_parallel_residual', true),
      layer_norm_eps: layerNormEps(facts),
      attention_bias: facts.hasInBlocks('attn_qkv.bias'),
      hidden_act: 'gelu',
    },
    names: GPT_NEOX_NAMES,
    layout: BY_ROWS,
  };
};

import { readLlamaLike } from '../decoder-config.ts';
import { LLAMA_NAMES, MIXTRAL_NAMES } from '../tensor-names.ts';
import { llamaBiases, PERMUTED, readGraniteScales } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

export const llama: Describe = (facts) => {
  const experts = facts.findNumber('expert_count') ? facts.count('expert_count') : 0;
  const config = { ...readLlamaLike(facts), hidden_act: 'silu' };
  if (experts === 0) {
    facts.require('expert_used_count', 0);
    return { modelType: 'llama', config: { ...config, ...llamaBiases(facts) }, names: LLAMA_NAMES, layout: PERMUTED };
  }
  const mixture = { num_local_experts: experts, num_experts_per_tok: facts.count('expert_used_count') };
  return { modelType: 'mixtral', config: { ...config, ...mixture }, names: MIXTRAL_NAMES, layout: PERMUTED };
};

/** Llama with another name: its fused projection is stored in parts. */
export const likeLlama: Describe = (facts) => ({
  modelType: 'llama',
  config: { ...readLlamaLike(facts), hidden_act: 'silu', ...llamaBiases(facts) },
  names: LLAMA_NAMES,
  layout: PERMUTED,
});

/** Only the 7B model has rotary embedding; the 13B model (5,120 wide) has ALiBi, which no key of the file states. */
export const baichuan: Describe = (facts) => {
  const hidden = facts.count('embedding_length');
  if (hidden === 5120) throw facts.unsupported('embedding_length', hidden, 'Baichuan 13B adds ALiBi, which is not supported from GGUF');
  return likeLlama(facts);
};

export const granite: Describe = (facts) => {
  const like = readLlamaLike(facts);
  return {
    modelType: 'granite',
    config: {
      ...like,
      ...llamaBiases(facts),
      ...readGraniteScales(facts, like.head_dim),
      hidden_act: 'silu',
    },
    names: LLAMA_NAMES,
    layout: PERMUTED,
  };
};

/** Every fourth block has no rotary embedding; llama.cpp has no key for it. */
export const smollm3: Describe = (facts) => {
  const like = readLlamaLike(facts);
  return {
    modelType: 'smollm3',
    config: {
      ...like,
      ...llamaBiases(facts),
      no_rope_layers: Array.from({ length: like.num_hidden_layers }, (_, block) => ((block + 1) % 4 === 0 ? 0 : 1)),
      hidden_act: 'silu',
    },
    names: LLAMA_NAMES,
    layout: PERMUTED,
  };
};

export const ernie45: Describe = (facts) => ({
  modelType: 'ernie4_5',
  config: { ...readLlamaLike(facts), use_bias: facts.hasInBlocks('attn_q.bias'), hidden_act: 'silu' },
  names: LLAMA_NAMES,
});

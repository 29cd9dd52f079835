import type { Json } from '../../checkpoint.ts';
import { readLlamaLike } from '../decoder-config.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import { LLAMA_NAMES, MIXTRAL_NAMES } from '../tensor-names.ts';
import { llamaBiases, PERMUTED, readGraniteScales } from './common-parts.ts';
import type { Describe, GgufDescription } from './gguf-description.ts';

/** Llama under another name, with the keys that it adds. */
function describeLlama(facts: GgufFacts, modelType: string, more: Json = {}): GgufDescription {
  return {
    modelType,
    config: { ...readLlamaLike(facts), hidden_act: 'silu', ...llamaBiases(facts), ...more },
    names: LLAMA_NAMES,
    layout: PERMUTED,
  };
}

export const llama: Describe = (facts) => {
  const experts = facts.findNumber('expert_count') ? facts.count('expert_count') : 0;
  if (experts === 0) {
    facts.require('expert_used_count', 0);
    return likeLlama(facts);
  }
  const mixture = { num_local_experts: experts, num_experts_per_tok: facts.count('expert_used_count') };
  const config = { ...readLlamaLike(facts), hidden_act: 'silu', ...mixture };
  return { modelType: 'mixtral', config, names: MIXTRAL_NAMES, layout: PERMUTED };
};

/** A model whose fused projection is stored in parts, as a llama's. */
export const likeLlama: Describe = (facts) => describeLlama(facts, 'llama');

/** Only the 7B model has rotary embedding; the 13B model (5,120 wide) has ALiBi, which no key of the file states. */
export const baichuan: Describe = (facts) => {
  const hidden = facts.count('embedding_length');
  if (hidden === 5120) throw facts.unsupported('embedding_length', hidden, 'Baichuan 13B adds ALiBi, which is not supported from GGUF');
  return likeLlama(facts);
};

export const granite: Describe = (facts) => describeLlama(facts, 'granite', readGraniteScales(facts, readLlamaLike(facts).head_dim));

/** Every fourth block has no rotary embedding; llama.cpp has no key for it. */
export const smollm3: Describe = (facts) => {
  const rotated = Array.from({ length: facts.count('block_count') }, (_, block) => ((block + 1) % 4 === 0 ? 0 : 1));
  return describeLlama(facts, 'smollm3', { no_rope_layers: rotated });
};

export const ernie45: Describe = (facts) => ({
  modelType: 'ernie4_5',
  config: { ...readLlamaLike(facts), use_bias: facts.hasInBlocks('attn_q.bias'), hidden_act: 'silu' },
  names: LLAMA_NAMES,
});

import type { Json } from '../../checkpoint.ts';
import { readLlamaLike } from '../decoder-config.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import { LLAMA_NAMES } from '../tensor-names.ts';
import type { Describe, GgufDescription } from './gguf-description.ts';

export const qwen2: Describe = (facts) => ({
  modelType: 'qwen2',
  config: { ...readLlamaLike(facts), hidden_act: 'silu', use_sliding_window: false },
  names: LLAMA_NAMES,
});

export const qwen3: Describe = (facts) => ({
  modelType: 'qwen3',
  config: { ...readLlamaLike(facts), hidden_act: 'silu', use_sliding_window: false, attention_bias: facts.hasInBlocks('attn_q.bias') },
  names: LLAMA_NAMES,
});

/** Blocks without experts, for `mlp_only_layers`. */
function listDenseBlocks(facts: GgufFacts): readonly number[] {
  const blocks = Array.from({ length: facts.count('block_count') }, (_, block) => block);
  return blocks.filter((block) => facts.findTensor(`blk.${block}.ffn_gate_exps.weight`) === undefined);
}

/** The keys of Qwen's experts. */
export function readExperts(facts: GgufFacts): Json {
  facts.require('expert_gating_func', 1);
  facts.require('expert_weights_scale', 1);
  facts.require('expert_group_count', 1);
  return {
    num_experts: facts.count('expert_count'),
    num_experts_per_tok: facts.count('expert_used_count'),
    moe_intermediate_size: facts.findNumber('expert_feed_forward_length') ?? firstExtent(facts, 'ffn_gate_exps'),
    decoder_sparse_step: 1,
    mlp_only_layers: listDenseBlocks(facts),
    shared_expert_intermediate_size:
      facts.findNumber('expert_shared_feed_forward_length') ?? facts.findTensor('blk.0.ffn_gate_shexp.weight')?.dims[0],
  };
}

/** Outputs of one expert's matrix: the second dimension of the stack. */
const firstExtent = (facts: GgufFacts, name: string): number | undefined => facts.findTensor(`blk.0.${name}.weight`)?.dims[1];

const describeMixture = (facts: GgufFacts, version: 2 | 3): GgufDescription => ({
  modelType: `qwen${version}_moe`,
  config: {
    ...readLlamaLike(facts),
    ...readExperts(facts),
    hidden_act: 'silu',
    norm_topk_prob: facts.flag('expert_weights_norm', version === 3),
    [version === 3 ? 'attention_bias' : 'qkv_bias']: facts.hasInBlocks('attn_q.bias'),
    use_sliding_window: false,
  },
  names: LLAMA_NAMES,
});

export const qwen2moe: Describe = (facts) => describeMixture(facts, 2);
export const qwen3moe: Describe = (facts) => describeMixture(facts, 3);

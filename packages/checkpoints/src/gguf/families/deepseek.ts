import { rmsEps } from '../decoder-config.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import { readRopeScaling } from '../rope-config.ts';
import { DEEPSEEK_NAMES } from '../tensor-names.ts';
import type { Describe } from './gguf-description.ts';

/**
 * DeepSeek 2 and 3, Kimi K2, GLM 4.7 Flash. Newer files compare queries with the latent itself: their key_length is that of the latent, and the sizes
 * of a head have the ending `_mla`.
 */
export const deepseek2: Describe = (facts) => {
  const heads = facts.sameCount('attention.head_count');
  const latent = facts.count('attention.kv_lora_rank');
  const rotated = facts.count('rope.dimension_count');
  const [keySize, valueSize] = ['key', 'value'].map((part) => {
    const stated = facts.count(`attention.${part}_length`);
    return facts.count(`attention.${part}_length_mla`, stated);
  });
  const groups = facts.number('expert_group_count', 1);
  const isSigmoid = facts.number('expert_gating_func', hasSelectionBias(facts) ? 2 : 1) === 2;
  facts.require('expert_gating_func', isSigmoid ? 2 : 1);
  facts.require('attention.causal', true);
  facts.ignore('attention.head_count_kv');
  return {
    modelType: isSigmoid ? 'deepseek_v3' : 'deepseek_v2',
    config: {
      ...rmsEps(facts),
      vocab_size: facts.getTensor('token_embd.weight').dims[0],
      hidden_size: facts.count('embedding_length'),
      intermediate_size: facts.sameCount('feed_forward_length'),
      num_hidden_layers: facts.count('block_count'),
      num_attention_heads: heads,
      max_position_embeddings: facts.count('context_length'),
      tie_word_embeddings: facts.findTensor('output.weight') === undefined,
      hidden_act: 'silu',
      rope_theta: facts.number('rope.freq_base', 10_000),
      rope_scaling: readRopeScaling(facts),
      q_lora_rank: facts.findNumber('attention.q_lora_rank') || null,
      kv_lora_rank: latent,
      qk_rope_head_dim: rotated,
      qk_nope_head_dim: Number(keySize) - rotated,
      v_head_dim: valueSize,
      first_k_dense_replace: facts.number('leading_dense_block_count', 0),
      n_routed_experts: facts.number('expert_count', 1),
      num_experts_per_tok: facts.number('expert_used_count', 1),
      n_shared_experts: facts.number('expert_shared_count', 0),
      moe_intermediate_size: facts.number('expert_feed_forward_length', 1),
      routed_scaling_factor: facts.number('expert_weights_scale', 1) || 1,
      norm_topk_prob: facts.flag('expert_weights_norm', false),
      n_group: groups,
      topk_group: facts.number('expert_group_used_count', groups),
      topk_method: groups > 1 ? 'group_limited_greedy' : 'greedy',
    },
    names: DEEPSEEK_NAMES,
  };
};

/** DeepSeek 3 selects with a bias; its first files do not name the function that weighs experts. */
function hasSelectionBias({ gguf }: GgufFacts): boolean {
  return [...gguf.tensors.keys()].some((name) => name.endsWith('.exp_probs_b.bias'));
}

import type { Json } from '../../checkpoint.ts';
import { readLlamaLike, readRotated, readSizes, rmsEps } from '../decoder-config.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import {
  FALCON_H1_NAMES,
  GRANITE_HYBRID_NAMES,
  JAMBA_NAMES,
  LFM2_NAMES,
  MAMBA_NAMES,
  MAMBA2_NAMES,
  NEMOTRON_H_NAMES,
  QWEN_NEXT_NAMES,
} from '../tensor-names.ts';
import { PERMUTED, readGraniteScales } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';
import { readExperts as readQwenExperts } from './qwen.ts';

/** A is stored as −exp(A). */
const RATES = { decayRates: true } as const;

/** The blocks that have a tensor. */
function blocksWith(facts: GgufFacts, tensor: string): (block: number) => boolean {
  return (block) => facts.findTensor(`blk.${block}.${tensor}`) !== undefined;
}

function listKinds(facts: GgufFacts, kindOf: (block: number) => string): readonly string[] {
  return Array.from({ length: facts.count('block_count') }, (_, block) => kindOf(block));
}

/** Sizes of a model in which some blocks have no attention, no MLP, or neither: the counts of those that have one. */
function readHybridSizes(facts: GgufFacts): ReturnType<typeof readSizes> {
  const largest = (key: string, fallback: number): number => {
    const value = facts.find(key);
    const numbers = typeof value === 'object' ? value.read() : [value ?? fallback];
    return Math.max(...numbers.map(Number), 0) || fallback;
  };
  const heads = largest('attention.head_count', 1);
  return readSizes(facts, { heads, keyHeads: largest('attention.head_count_kv', heads), inner: largest('feed_forward_length', 1) });
}

export const lfm2: Describe = (facts) => ({
  modelType: facts.architecture === 'lfm2moe' ? 'lfm2_moe' : 'lfm2',
  config: {
    ...readRotated(facts, readHybridSizes(facts)),
    norm_eps: facts.number('attention.layer_norm_rms_epsilon'),
    conv_L_cache: facts.count('shortconv.l_cache'),
    conv_bias: blocksHaveBias(facts, 'shortconv.in_proj.bias'),
    layer_types: listKinds(facts, (block) => (blocksWith(facts, 'shortconv.in_proj.weight')(block) ? 'conv' : 'full_attention')),
    ...(facts.architecture === 'lfm2moe' ? readLfm2Experts(facts) : { block_auto_adjust_ff_dim: false }),
  },
  names: LFM2_NAMES,
});

function readMambaBiases(facts: GgufFacts): Json {
  return { mamba_proj_bias: blocksHaveBias(facts, 'ssm_in.bias'), mamba_conv_bias: blocksHaveBias(facts, 'ssm_conv1d.bias') };
}

function blocksHaveBias(facts: GgufFacts, tensor: string): boolean {
  return listKinds(facts, (block) => String(blocksWith(facts, tensor)(block))).includes('true');
}

function readLfm2Experts(facts: GgufFacts): Json {
  facts.require('expert_gating_func', 2);
  return {
    num_experts: facts.count('expert_count'),
    num_experts_per_tok: facts.count('expert_used_count'),
    moe_intermediate_size: facts.count('expert_feed_forward_length'),
    num_dense_layers: facts.number('leading_dense_block_count', 0),
    use_expert_bias: blocksHaveBias(facts, 'exp_probs_b.bias'),
    routed_scaling_factor: facts.number('expert_weights_scale', 1),
  };
}

/** Sizes of Mamba 2 under given keys. */
function readMamba2(facts: GgufFacts, keys: Readonly<Record<'heads' | 'headSize' | 'groups' | 'stateSize' | 'kernel', string>>): Json {
  const heads = facts.count('ssm.time_step_rank');
  return {
    [keys.heads]: heads,
    [keys.headSize]: facts.count('ssm.inner_size') / heads,
    [keys.groups]: facts.count('ssm.group_count', 1),
    [keys.stateSize]: facts.count('ssm.state_size'),
    [keys.kernel]: facts.count('ssm.conv_kernel'),
  };
}

const PREFIXED = {
  heads: 'mamba_n_heads',
  headSize: 'mamba_d_head',
  groups: 'mamba_n_groups',
  stateSize: 'mamba_d_state',
  kernel: 'mamba_d_conv',
};
const PLAIN = { heads: 'num_heads', headSize: 'head_dim', groups: 'n_groups', stateSize: 'state_size', kernel: 'conv_kernel' };

export const graniteHybrid: Describe = (facts) => {
  const sizes = readLlamaLike(facts, readHybridSizes(facts));
  const isRecurrent = blocksWith(facts, 'ssm_in.weight');
  const experts = facts.number('expert_count', 0);
  const shared = facts.findNumber('expert_shared_feed_forward_length');
  return {
    modelType: 'granitemoehybrid',
    config: {
      ...sizes,
      ...readMamba2(facts, PREFIXED),
      ...readMambaBiases(facts),
      layer_types: listKinds(facts, (block) => (isRecurrent(block) ? 'mamba' : 'attention')),
      // llama.cpp's key for an attention without positions.
      position_embedding_type: facts.flag('rope.scaling.finetuned', true) ? 'rope' : 'nope',
      num_local_experts: experts,
      num_experts_per_tok: facts.number('expert_used_count', 0),
      shared_intermediate_size: shared ?? sizes.intermediate_size,
      ...readGraniteScales(facts, sizes.head_dim),
      hidden_act: 'silu',
    },
    names: GRANITE_HYBRID_NAMES,
    layout: { ...RATES, ...PERMUTED },
  };
};

export const falconH1: Describe = (facts) => {
  const sizes = readLlamaLike(facts, readHybridSizes(facts));
  return {
    modelType: 'falcon_h1',
    // The converter multiplies weights by all factors.
    config: {
      ...sizes,
      ...readMamba2(facts, PREFIXED),
      ...readMambaBiases(facts),
      projectors_bias: blocksHaveBias(facts, 'ssm_out.bias') || blocksHaveBias(facts, 'attn_output.bias'),
      mamba_rms_norm: facts.hasInBlocks('ssm_norm.weight'),
      mamba_norm_before_gate: false,
      attention_bias: facts.hasInBlocks('attn_q.bias'),
      mlp_bias: facts.hasInBlocks('ffn_up.bias'),
      hidden_act: 'silu',
    },
    names: FALCON_H1_NAMES,
    layout: RATES,
  };
};

/** Sizes that Mamba and Mamba 2 share. */
function readMambaSizes(facts: GgufFacts): Json {
  facts.ignore('attention.head_count', 'feed_forward_length');
  const { dims } = facts.getTensor('token_embd.weight');
  return {
    vocab_size: dims[0],
    hidden_size: facts.count('embedding_length'),
    num_hidden_layers: facts.count('block_count'),
    layer_norm_epsilon: facts.number('attention.layer_norm_rms_epsilon'),
    tie_word_embeddings: facts.findTensor('output.weight') === undefined,
    use_bias: blocksHaveBias(facts, 'ssm_in.bias'),
    use_conv_bias: blocksHaveBias(facts, 'ssm_conv1d.bias'),
  };
}

export const mamba: Describe = (facts) => {
  facts.require('ssm.dt_b_c_rms', false);
  return {
    modelType: 'mamba',
    config: {
      ...readMambaSizes(facts),
      intermediate_size: facts.count('ssm.inner_size'),
      state_size: facts.count('ssm.state_size'),
      conv_kernel: facts.count('ssm.conv_kernel'),
      time_step_rank: facts.count('ssm.time_step_rank'),
    },
    names: MAMBA_NAMES,
    layout: RATES,
  };
};

export const mamba2: Describe = (facts) => ({
  modelType: 'mamba2',
  config: { ...readMambaSizes(facts), ...readMamba2(facts, PLAIN) },
  names: MAMBA2_NAMES,
  layout: RATES,
});

export const jamba: Describe = (facts) => {
  const sizes = readHybridSizes(facts);
  const [isRecurrent, isSparse] = [blocksWith(facts, 'ssm_in.weight'), blocksWith(facts, 'ffn_gate_inp.weight')];
  return {
    modelType: 'jamba',
    config: {
      ...sizes,
      ...rmsEps(facts),
      mamba_expand: facts.count('ssm.inner_size') / facts.count('embedding_length'),
      mamba_d_state: facts.count('ssm.state_size'),
      mamba_d_conv: facts.count('ssm.conv_kernel'),
      mamba_dt_rank: facts.count('ssm.time_step_rank'),
      ...readMambaBiases(facts),
      layers_block_type: listKinds(facts, (block) => (isRecurrent(block) ? 'mamba' : 'attention')),
      mlp_layer_types: listKinds(facts, (block) => (isSparse(block) ? 'sparse' : 'dense')),
      num_experts: facts.number('expert_count', 1) || 1,
      num_experts_per_tok: facts.number('expert_used_count', 1),
      hidden_act: 'silu',
    },
    names: JAMBA_NAMES,
    layout: RATES,
  };
};

export const nemotronH: Describe = (facts) => {
  const sizes = readHybridSizes(facts);
  const [isMamba, attends, isSparse] = ['ssm_in.weight', 'attn_q.weight', 'ffn_gate_inp.weight'].map((tensor) => blocksWith(facts, tensor));
  const { num_heads, head_dim, conv_kernel, n_groups, state_size } = readMamba2(facts, PLAIN);
  const expertWidths = [
    ['moe_intermediate_size', facts.findNumber('expert_feed_forward_length')],
    ['moe_shared_expert_intermediate_size', facts.findNumber('expert_shared_feed_forward_length')],
  ] as const;
  facts.ignore('rope.freq_base', 'rope.dimension_count');
  facts.require('expert_gating_func', 2);
  return {
    modelType: 'nemotron_h',
    config: {
      ...sizes,
      layer_norm_epsilon: facts.findNumber('attention.layer_norm_rms_epsilon') ?? facts.number('attention.layer_norm_epsilon'),
      mamba_num_heads: num_heads,
      mamba_head_dim: head_dim,
      conv_kernel,
      n_groups,
      ssm_state_size: state_size,
      // llama.cpp has no least step.
      time_step_min: 0,
      use_bias: blocksHaveBias(facts, 'ssm_in.bias'),
      use_conv_bias: blocksHaveBias(facts, 'ssm_conv1d.bias'),
      layers_block_type: listKinds(facts, (block) => {
        if (isMamba?.(block)) return 'mamba';
        return attends?.(block) ? 'attention' : isSparse?.(block) ? 'moe' : 'mlp';
      }),
      attention_bias: blocksHaveBias(facts, 'attn_q.bias'),
      mlp_bias: blocksHaveBias(facts, 'ffn_up.bias'),
      n_routed_experts: facts.number('expert_count', 8),
      num_experts_per_tok: facts.number('expert_used_count', 2),
      ...Object.fromEntries(expertWidths.filter(([, width]) => width !== undefined)),
      n_shared_experts: facts.number('expert_shared_count', 1),
      n_group: facts.number('expert_group_count', 1),
      topk_group: facts.number('expert_group_used_count', 1),
      norm_topk_prob: facts.flag('expert_weights_norm', true),
      routed_scaling_factor: facts.number('expert_weights_scale', 1),
    },
    names: NEMOTRON_H_NAMES,
    layout: RATES,
  };
};

/** Qwen 3.5 and Qwen3-Next: norms hold 1 + weight, except those of delta nets. */
function qwenNext(modelType: string, { tiledHeads }: { readonly tiledHeads: boolean }): Describe {
  return (facts) => {
    const sizes = readLlamaLike(facts, readHybridSizes(facts));
    const isDelta = blocksWith(facts, 'ssm_a');
    const valueHeads = facts.count('ssm.time_step_rank');
    facts.ignore('rope.dimension_sections', 'full_attention_interval', 'attention.recurrent_layers');
    return {
      modelType,
      config: {
        ...sizes,
        partial_rotary_factor: facts.count('rope.dimension_count', sizes.head_dim) / sizes.head_dim,
        linear_num_key_heads: facts.count('ssm.group_count'),
        linear_num_value_heads: valueHeads,
        linear_key_head_dim: facts.count('ssm.state_size'),
        linear_value_head_dim: facts.count('ssm.inner_size') / valueHeads,
        linear_conv_kernel_dim: facts.count('ssm.conv_kernel'),
        layer_types: listKinds(facts, (block) => (isDelta(block) ? 'linear_attention' : 'full_attention')),
        attention_bias: blocksHaveBias(facts, 'attn_q.bias'),
        hidden_act: 'silu',
        ...(modelType === 'qwen3_5_text' ? {} : readQwenExperts(facts)),
      },
      names: QWEN_NEXT_NAMES,
      layout: { ...RATES, tiledHeads, normsIncludeOne: true },
    };
  };
}

export const qwen3next = qwenNext('qwen3_next', { tiledHeads: false });
export const qwen35 = qwenNext('qwen3_5_text', { tiledHeads: true });
export const qwen35moe = qwenNext('qwen3_5_moe_text', { tiledHeads: true });

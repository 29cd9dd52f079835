import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Decoder, GatedMlp, HeadNorm, Mlp } from '../decoder.ts';
import { linear, plainExperts, rmsNorm } from '../decoder-parts.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, type LlamaLike, readLlamaLike } from '../llama-like.ts';
import { listExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_lfm2.py`: short convolutions, and attention with norms of each query and key head in some blocks. */
export const lfm2: Architecture = {
  modelTypes: ['lfm2'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLfm2(config, layout);
    const inner = readInner(config, like.sizes.inner);
    return describeLfm2(config, like, (block) => lfm2Mlp(like, `model.layers.${block}.feed_forward`, inner));
  },
};

/** transformers 5.24.0 `modeling_lfm2_moe.py`: LFM2 with experts that are selected by sigmoid and bias. */
export const lfm2Moe: Architecture = {
  modelTypes: ['lfm2_moe'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readLfm2(config, layout);
    const { hidden, inner } = like.sizes;
    const dense = config.number('num_dense_layers', 2);
    const expertInner = config.count('moe_intermediate_size', 1792);
    const count = config.count('num_experts', 32);
    const selected = config.count('num_experts_per_tok', 4);
    const hasBias = config.flag('use_expert_bias', true);
    const renormalization = config.flag('norm_topk_prob', true) ? { epsilon: 1e-6, floor: 0 } : null;
    const scale = config.number('routed_scaling_factor', 1);
    return describeLfm2(config, like, (block) => {
      const place = `model.layers.${block}.feed_forward`;
      if (block < dense) return lfm2Mlp(like, place, inner);
      return plainExperts({
        router: linear(`${place}.gate`, { inputs: hidden, outputs: count, hasBias: false }),
        selected,
        order: 'sigmoid-topk',
        selectionBias: hasBias ? `${place}.expert_bias` : null,
        renormalization,
        scale,
        experts: listExperts({ tensors, place: `${place}.experts`, count, hidden, inner: expertInner, activation: 'silu' }, (one) =>
          lfm2Mlp(like, one, expertInner),
        ),
      });
    });
  },
};

function readLfm2(config: ConfigReader, layout: StoredLayout): LlamaLike {
  // Configs of the first models repeat sizes under the names of the training code.
  const inner = config.findNumber('block_ff_dim') ?? 12_288;
  const like = readLlamaLike(config, layout, { maxPositions: 128_000, rotaryBase: 1_000_000, isTied: true, inner });
  config.require('block_use_swiglu', true);
  config.ignore('conv_dim', 'conv_dim_out', 'block_dim', 'num_heads', 'use_pos_enc', 'block_norm_eps');
  config.ignore('conv_use_xavier_init', 'block_use_xavier_init', 'block_mlp_init_scale', 'block_out_init_scale');
  return { ...like, norm: rmsNorm(config.number('norm_eps', 1e-5)) };
}

/** The width of the feed-forward, which the config may state before it is adjusted. */
function readInner(config: ConfigReader, stated: number): number {
  const base = config.findNumber('block_ff_dim') ?? stated;
  const multiple = config.count('block_multiple_of', 256);
  const multiplier = config.numberOrNull('block_ffn_dim_multiplier', 1);
  if (!config.flag('block_auto_adjust_ff_dim', true)) return base;
  const adjusted = Math.trunc(Math.trunc((2 * base) / 3) * (multiplier ?? 1));
  return multiple * Math.ceil(adjusted / multiple);
}

function lfm2Mlp({ sizes: { hidden }, activation }: LlamaLike, place: string, inner: number): GatedMlp {
  return {
    kind: 'gated',
    gate: linear(`${place}.w1`, { inputs: hidden, outputs: inner, hasBias: false }),
    up: linear(`${place}.w3`, { inputs: hidden, outputs: inner, hasBias: false }),
    down: linear(`${place}.w2`, { inputs: inner, outputs: hidden, hasBias: false }),
    activation,
  };
}

function describeLfm2(config: ConfigReader, like: LlamaLike, mlp: (block: number) => Mlp): Decoder {
  const { hidden, heads, headSize, blocks } = like.sizes;
  const kernel = config.count('conv_L_cache', 3);
  const hasBias = config.flag('conv_bias', false);
  const attends = readAttentionBlocks(config, blocks);
  const headNorm = (name: string): HeadNorm => ({ norm: like.norm(name), over: 'head', weights: null });
  const decoder = describeLlamaLike({
    ...like,
    mlp,
    mixer: (block, attention) => {
      const place = `model.layers.${block}`;
      if (attends(block)) {
        return {
          ...attention(),
          output: linear(`${place}.self_attn.out_proj`, { inputs: heads * headSize, outputs: hidden, hasBias: false }),
          queryNorm: headNorm(`${place}.self_attn.q_layernorm`),
          keyNorm: headNorm(`${place}.self_attn.k_layernorm`),
        };
      }
      return {
        kind: 'convolution',
        input: linear(`${place}.conv.in_proj`, { inputs: hidden, outputs: 3 * hidden, hasBias }),
        convolution: {
          weight: `${place}.conv.conv.weight`,
          bias: hasBias ? `${place}.conv.conv.bias` : null,
          channels: hidden,
          kernel,
          activation: 'identity',
        },
        output: linear(`${place}.conv.out_proj`, { inputs: hidden, outputs: hidden, hasBias }),
      };
    },
    change: (block, index) => ({
      ...block,
      mixerNorm: like.norm(`model.layers.${index}.operator_norm`),
      mlpNorm: like.norm(`model.layers.${index}.ffn_norm`),
    }),
  });
  return { ...decoder, finalNorm: like.norm('model.embedding_norm') };
}

/** `layer_types`, or the numbers of the blocks with attention. */
function readAttentionBlocks(config: ConfigReader, blocks: number): (block: number) => boolean {
  const kinds = readKinds(config, blocks, { full_attention: true, conv: false });
  const listed = config.findList('full_attn_idxs');
  return (block) => kinds?.[block] ?? listed?.includes(block) ?? true;
}

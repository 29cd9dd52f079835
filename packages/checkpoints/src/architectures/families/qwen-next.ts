import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Attention, Decoder, Mlp } from '../decoder.ts';
import { linear, rmsNorm } from '../decoder-parts.ts';
import { readDeltaNet } from '../delta-net.ts';
import { readKinds } from '../layer-kinds.ts';
import { describeLlamaLike, type LlamaLike, readLlamaLike } from '../llama-like.ts';
import { readQwenExperts } from './qwen-moe.ts';

/** transformers 5.24.0 `modeling_qwen3_5.py`: gated delta nets, and gated attention with a quarter of each head rotated in every fourth block. */
export const qwen35: Architecture = {
  modelTypes: ['qwen3_5_text'],
  prefix: 'model.',
  describe: (config, layout) => describeQwenNext(config, { like: readQwenNext(config, layout), projection: 'separate' }),
};

/** transformers 5.24.0 `modeling_qwen3_5_moe.py`: Qwen 3.5 with experts. */
export const qwen35Moe: Architecture = {
  modelTypes: ['qwen3_5_moe_text'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readQwenNext(config, layout);
    const mlp = readQwenExperts(config, like, { tensors, inner: 512, count: 256, selected: 8, sharedInner: 512, isRenormalized: true });
    return describeQwenNext(config, { like, projection: 'separate', mlp });
  },
};

/** transformers 5.24.0 `modeling_qwen3_next.py`: as Qwen 3.5 with experts; the projections of a delta net are two matrices with rows by key head. */
export const qwen3Next: Architecture = {
  modelTypes: ['qwen3_next'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readQwenNext(config, layout);
    const mlp = readQwenExperts(config, like, { tensors, inner: 512, count: 512, selected: 10, sharedInner: 512, isRenormalized: true });
    return describeQwenNext(config, { like, projection: 'grouped', mlp });
  },
};

function readQwenNext(config: ConfigReader, layout: StoredLayout): LlamaLike {
  const defaults = { maxPositions: 32_768, headSize: 256, rotaryShare: 0.25, inner: 5632 };
  const like = readLlamaLike(config, layout, defaults);
  const hasBias = config.flag('attention_bias', false);
  config.require('attn_output_gate', true);
  config.ignore('mtp_num_hidden_layers', 'mtp_use_dedicated_embeddings', 'mamba_ssm_dtype');
  return {
    ...like,
    norm: rmsNorm(config.number('rms_norm_eps', 1e-6), !layout.normsIncludeOne),
    biases: { qkv: hasBias, output: hasBias },
    headNorm: 'head',
  };
}

interface QwenNext {
  readonly like: LlamaLike;
  readonly projection: 'separate' | 'grouped';
  readonly mlp?: (block: number) => Mlp;
}

function describeQwenNext(config: ConfigReader, { like, projection, mlp }: QwenNext): Decoder {
  const { hidden, blocks } = like.sizes;
  const interval = config.count('full_attention_interval', 4);
  const kinds = readKinds(config, blocks, { full_attention: true, linear_attention: false });
  const plain = rmsNorm(config.number('rms_norm_eps', 1e-6));
  const deltaNet = readDeltaNet(config, { hidden, layout: like.layout, norm: plain, projection });
  const decoder = describeLlamaLike({
    ...like,
    ...(mlp && { mlp }),
    mixer: (block, attention) => {
      const attends = kinds?.[block] ?? (block + 1) % interval === 0;
      return attends ? withGate(attention(), like) : deltaNet(`model.layers.${block}.linear_attn`);
    },
  });
  return { ...decoder, ignored: [...decoder.ignored, /^mtp\./] };
}

/** Each head of the query projection is [query, gate]. */
function withGate(attention: Attention, { sizes: { hidden, heads, headSize }, biases }: LlamaLike): Attention {
  const { projection } = attention;
  if (projection.kind !== 'separate') throw new Error('an attention without a query projection of its own');
  const place = projection.query.weight.replace(/\.weight$/, '');
  const query = linear(place, { inputs: hidden, outputs: 2 * heads * headSize, hasBias: biases?.qkv === true });
  return { ...attention, projection: { ...projection, query }, gate: 'in-query' };
}

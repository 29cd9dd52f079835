import type { StoredLayout } from '../checkpoint.ts';
import { CHECKPOINT_LIMITS } from '../limits.ts';
import type { ConfigReader } from './config-reader.ts';
import type {
  Attention,
  AttentionProjection,
  Decoder,
  DecoderBlock,
  FusedGatedMlp,
  GatedMlp,
  HeadNorm,
  Linear,
  Mixer,
  Mlp,
  Norm,
  Rotary,
} from './decoder.ts';
import { getAttention, linear, plainAttention, plainBlock, plainHead, rmsNorm, STRAY_BUFFERS } from './decoder-parts.ts';
import { readActivation } from './read-activation.ts';
import { readRotary } from './read-rotary.ts';

/** Sizes in nearly every config. */
export interface Sizes {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly inner: number;
  readonly blocks: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize: number;
}

/** Reads sizes with the key names of llama-like configs. @param defaults head_dim if the architecture defines its own */
export function readSizes(
  config: ConfigReader,
  defaults: { readonly headSize?: number; readonly inner?: number; readonly blocks?: number } = {},
): Sizes {
  const hidden = config.count('hidden_size');
  const heads = config.count('num_attention_heads');
  const blocks = config.count('num_hidden_layers', defaults.blocks);
  if (blocks > CHECKPOINT_LIMITS.maxBlocks)
    throw config.unsupported('num_hidden_layers', blocks, `the limit is ${CHECKPOINT_LIMITS.maxBlocks} blocks`);
  const keyHeads = config.count('num_key_value_heads', heads);
  if (heads % keyHeads !== 0) throw config.unsupported('num_key_value_heads', keyHeads, `it must divide num_attention_heads = ${heads}`);
  const headSize = config.count('head_dim', defaults.headSize ?? Math.floor(hidden / heads));
  return {
    vocabulary: config.count('vocab_size'),
    hidden,
    inner: config.count('intermediate_size', defaults.inner),
    blocks,
    heads,
    keyHeads,
    headSize,
  };
}

/** Differences between architectures with Llama's structure. */
export interface LlamaLike {
  readonly sizes: Sizes;
  readonly layout: StoredLayout;
  readonly rotary: (block: number) => Rotary | null;
  readonly window: (block: number) => number | null;
  /** The norm with weights under `name`. */
  readonly norm: (name: string) => Norm;
  readonly biases?: { readonly qkv?: boolean; readonly output?: boolean; readonly mlp?: boolean };
  /** Norms of queries and keys, per head or over all heads; default none. */
  readonly headNorm?: 'head' | 'all-heads' | null;
  readonly activation: GatedMlp['activation'];
  readonly isTied: boolean;
  readonly mlp?: (block: number) => Mlp;
  /** The mixer of a block; `attention` describes Llama's. */
  readonly mixer?: (block: number, attention: () => Attention) => Mixer;
  readonly change?: (block: DecoderBlock, index: number) => DecoderBlock;
}

/** A decoder with the structure and the tensor names of transformers' Llama, with the given differences. */
export function describeLlamaLike(like: LlamaLike): Decoder {
  const { sizes } = like;
  const blocks = Array.from({ length: sizes.blocks }, (_, index) => {
    const block = describeBlock(like, index);
    return like.change?.(block, index) ?? block;
  });
  return {
    vocabularySize: sizes.vocabulary,
    hiddenSize: sizes.hidden,
    embedding: { weight: EMBEDDING, scale: 1, positions: null, projection: null, norm: null },
    blocks,
    finalNorm: like.norm('model.norm'),
    head: plainHead(like.isTied ? EMBEDDING : 'lm_head.weight'),
    ignored: [...STRAY_BUFFERS, ...(like.isTied ? [/^lm_head\.weight$/] : [])],
  };
}

const EMBEDDING = 'model.embed_tokens.weight';

function describeBlock(like: LlamaLike, index: number): DecoderBlock {
  const place = `model.layers.${index}`;
  const attend = (): Attention => describeAttention(like, index, `${place}.self_attn`);
  return plainBlock({
    mixer: like.mixer?.(index, attend) ?? attend(),
    mlp: like.mlp?.(index) ?? llamaMlp(like, `${place}.mlp`, like.sizes.inner),
    mixerNorm: like.norm(`${place}.input_layernorm`),
    mlpNorm: like.norm(`${place}.post_attention_layernorm`),
  });
}

/** Defaults of an architecture for keys that configs may omit. */
export interface LlamaDefaults {
  /** rope_theta, default 10,000. */
  readonly rotaryBase?: number;
  /** max_position_embeddings, default 2,048. */
  readonly maxPositions?: number;
  /** rms_norm_eps, default 1e-6. */
  readonly eps?: number;
  /** intermediate_size; without it the config must state one. */
  readonly inner?: number;
  /** head_dim; default hidden_size / num_attention_heads. */
  readonly headSize?: number;
  /** partial_rotary_factor, default 1. */
  readonly rotaryShare?: number;
  /** tie_word_embeddings, default false. */
  readonly isTied?: boolean;
  /** True if the pairs of the rotary embedding are adjacent, default false. */
  readonly isInterleaved?: boolean;
  /** True if a dynamic scaling with `alpha` has the same base at every length (Hunyuan), default false. */
  readonly scalesByAlpha?: boolean;
  /** True if hidden_act names the activation, default true. */
  readonly hasActivation?: boolean;
}

/** The settings of most llama-like configs, with Llama's key names: no window, RMS norms, no biases. */
export function readLlamaLike(config: ConfigReader, layout: StoredLayout, defaults: LlamaDefaults = {}): LlamaLike {
  const like = readPlainLike(config, layout, defaults);
  const rotary = llamaRotary(config, { sizes: like.sizes, layout, defaults });
  return { ...like, rotary: () => rotary };
}

/** The same without rotary embedding, for mixers that have their own. */
export function readPlainLike(config: ConfigReader, layout: StoredLayout, defaults: LlamaDefaults = {}): LlamaLike {
  return {
    sizes: readSizes(config, defaults),
    layout,
    rotary: () => null,
    window: () => null,
    norm: rmsNorm(config.number('rms_norm_eps', defaults.eps ?? 1e-6)),
    activation: defaults.hasActivation === false ? 'identity' : readActivation(config, 'hidden_act', 'silu'),
    isTied: config.flag('tie_word_embeddings', defaults.isTied ?? false),
  };
}

/** A gated MLP with the usual projection names. */
export function llamaMlp({ sizes, biases, activation }: LlamaLike, place: string, inner: number): GatedMlp {
  const hasBias = biases?.mlp === true;
  return {
    kind: 'gated',
    gate: linear(`${place}.gate_proj`, { inputs: sizes.hidden, outputs: inner, hasBias }),
    up: linear(`${place}.up_proj`, { inputs: sizes.hidden, outputs: inner, hasBias }),
    down: linear(`${place}.down_proj`, { inputs: inner, outputs: sizes.hidden, hasBias }),
    activation,
  };
}

function describeAttention(like: LlamaLike, index: number, place: string): Attention {
  const { heads, keyHeads, headSize, hidden } = like.sizes;
  const hasBias = like.biases?.qkv === true;
  const project = (name: string, count: number): Linear =>
    linear(`${place}.${name}`, { inputs: hidden, outputs: count * headSize, hasBias });
  return plainAttention({
    heads,
    keyHeads,
    headSize,
    projection: { kind: 'separate', query: project('q_proj', heads), key: project('k_proj', keyHeads), value: project('v_proj', keyHeads) },
    output: linear(`${place}.o_proj`, { inputs: heads * headSize, outputs: hidden, hasBias: like.biases?.output === true }),
    queryNorm: describeHeadNorm(like, `${place}.q_norm`),
    keyNorm: describeHeadNorm(like, `${place}.k_norm`),
    rotary: like.rotary(index),
    window: like.window(index),
  });
}

function describeHeadNorm(like: LlamaLike, name: string): HeadNorm | null {
  const over = like.headNorm ?? null;
  return over === null ? null : { norm: like.norm(name), over, weights: null };
}

/** A gated MLP without biases, whose gate and up projections are the halves of one matrix. */
export function fuseGateUp({ sizes: { hidden, inner }, activation }: LlamaLike, gateUp: string, down: string): FusedGatedMlp {
  return {
    kind: 'fused-gated',
    gateUp: linear(gateUp, { inputs: hidden, outputs: 2 * inner, hasBias: false }),
    order: 'rows',
    down: linear(down, { inputs: inner, outputs: hidden, hasBias: false }),
    activation,
    clampedSwiglu: null,
  };
}

export interface FusedProjection {
  readonly name: string;
  readonly order: Extract<AttentionProjection, { readonly kind: 'fused' }>['order'];
  /** Default false. */
  readonly hasBias?: boolean;
}

/** The block with a single matrix for queries, keys and values. */
export function fuseQueryKeyValue(block: DecoderBlock, { name, order, hasBias = false }: FusedProjection): DecoderBlock {
  const attention = getAttention(block);
  const { heads, keyHeads, headSize, output } = attention;
  const fused = linear(name, { inputs: output.outputs, outputs: (heads + 2 * keyHeads) * headSize, hasBias });
  return { ...block, mixer: { ...attention, projection: { kind: 'fused', linear: fused, order } } };
}

/** Norms after each sublayer, and none before. */
export function toPostSublayerNorms({ norm }: LlamaLike): (block: DecoderBlock, index: number) => DecoderBlock {
  return (block, index) => ({
    ...block,
    mixerNorm: null,
    mixerOutputNorm: norm(`model.layers.${index}.post_attention_layernorm`),
    mlpNorm: null,
    mlpOutputNorm: norm(`model.layers.${index}.post_feedforward_layernorm`),
  });
}

export interface LlamaRotaryOptions {
  readonly sizes: Pick<Sizes, 'headSize'>;
  readonly layout: StoredLayout;
  readonly defaults: LlamaDefaults;
}

/** The rotary embedding of a llama-like config: `rope_theta`, `rope_scaling`, and `partial_rotary_factor` for a share of the head. */
function llamaRotary(config: ConfigReader, { sizes, layout, defaults }: LlamaRotaryOptions): Rotary {
  const { rotaryBase = 10_000, maxPositions = 2048, rotaryShare = 1, isInterleaved = false, scalesByAlpha = false } = defaults;
  return readRotary(config, {
    size: Math.trunc(sizes.headSize * config.number('partial_rotary_factor', rotaryShare)),
    base: config.number('rope_theta', rotaryBase),
    isInterleaved: isInterleaved || layout.interleavedRotary,
    maxPositions: config.number('max_position_embeddings', maxPositions),
    scalesByAlpha,
  });
}

import type { StoredLayout } from '../checkpoint.ts';
import { CHECKPOINT_LIMITS } from '../limits.ts';
import type { ConfigReader } from './config-reader.ts';
import type { Attention, Decoder, DecoderBlock, GatedMlp, HeadNorm, Linear, Mlp, Norm, Rotary } from './decoder.ts';
import { readActivation } from './read-activation.ts';
import { readRotary } from './read-rotary.ts';

/** Sizes that nearly every config states. */
export interface Sizes {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly inner: number;
  readonly blocks: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize: number;
}

/** Buffers of older versions that are no weights. */
export const STRAY_BUFFERS: readonly RegExp[] = [/rotary_emb\.inv_freq$/, /\.attn\.(masked_)?bias$/, /\.attention\.(masked_)?bias$/];

/** Reads sizes by the names that llama-like configs use. @param defaults head_dim where the architecture has one of its own */
export function readSizes(config: ConfigReader, defaults: { readonly headSize?: number } = {}): Sizes {
  const hidden = config.count('hidden_size');
  const heads = config.count('num_attention_heads');
  const blocks = config.count('num_hidden_layers');
  if (blocks > CHECKPOINT_LIMITS.maxBlocks)
    throw config.unsupported('num_hidden_layers', blocks, `at most ${CHECKPOINT_LIMITS.maxBlocks} blocks are read`);
  const keyHeads = config.count('num_key_value_heads', heads);
  if (heads % keyHeads !== 0) throw config.unsupported('num_key_value_heads', keyHeads, `it must divide num_attention_heads = ${heads}`);
  const headSize = config.count('head_dim', defaults.headSize ?? Math.floor(hidden / heads));
  return { vocabulary: config.count('vocab_size'), hidden, inner: config.count('intermediate_size'), blocks, heads, keyHeads, headSize };
}

/** What differs between the architectures that are built like Llama. */
export interface LlamaLike {
  readonly sizes: Sizes;
  readonly layout: StoredLayout;
  readonly rotary: (block: number) => Rotary | null;
  readonly window: (block: number) => number | null;
  readonly eps: number;
  /** Default rms. */
  readonly normKind?: Norm['kind'];
  readonly normsAddOne?: boolean;
  readonly biases?: { readonly qkv?: boolean; readonly output?: boolean; readonly mlp?: boolean };
  /** Norms of queries and keys, over each head or over all at once; default none. */
  readonly headNorm?: 'head' | 'all-heads' | null;
  readonly activation: GatedMlp['activation'];
  readonly isTied: boolean;
  readonly mlp?: (block: number) => Mlp;
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
    finalNorm: llamaNorm(like, 'model.norm'),
    head: {
      projection: null,
      weight: like.isTied ? EMBEDDING : 'lm_head.weight',
      bias: null,
      scale: 1,
      softcap: null,
      isNormalized: false,
    },
    ignored: [...STRAY_BUFFERS, ...(like.isTied ? [/^lm_head\.weight$/] : [])],
  };
}

const EMBEDDING = 'model.embed_tokens.weight';

function describeBlock(like: LlamaLike, index: number): DecoderBlock {
  const place = `model.layers.${index}`;
  return {
    attention: describeAttention(like, index, `${place}.self_attn`),
    mlp: like.mlp?.(index) ?? llamaMlp(like, `${place}.mlp`, like.sizes.inner),
    residual: 'sequential',
    attentionNorm: llamaNorm(like, `${place}.input_layernorm`),
    mlpNorm: llamaNorm(like, `${place}.post_attention_layernorm`),
    attentionOutputNorm: null,
    mlpOutputNorm: null,
    residualScale: 1,
  };
}

/** A norm of this architecture with the weights at `name`. */
export function llamaNorm({ eps, normKind = 'rms', normsAddOne = false, layout }: LlamaLike, name: string): Norm {
  const addsOne = normsAddOne && !layout.normsIncludeOne;
  return { kind: normKind, eps, weight: `${name}.weight`, bias: normKind === 'layer' ? `${name}.bias` : null, addsOne };
}

/** A gated MLP with projections of the usual names. */
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
  return {
    heads,
    keyHeads,
    headSize,
    projection: { kind: 'separate', query: project('q_proj', heads), key: project('k_proj', keyHeads), value: project('v_proj', keyHeads) },
    output: linear(`${place}.o_proj`, { inputs: heads * headSize, outputs: hidden, hasBias: like.biases?.output === true }),
    queryNorm: describeHeadNorm(like, `${place}.q_norm`),
    keyNorm: describeHeadNorm(like, `${place}.k_norm`),
    rotary: like.rotary(index),
    positionSlopes: null,
    scale: headSize ** -0.5,
    softcap: null,
    window: like.window(index),
    sinks: null,
    clip: null,
  };
}

function describeHeadNorm(like: LlamaLike, name: string): HeadNorm | null {
  const over = like.headNorm ?? null;
  return over === null ? null : { norm: llamaNorm(like, name), over, weights: null };
}

export interface LinearShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly hasBias: boolean;
}

/** nn.Linear with the weights at `place`. */
export function linear(place: string, { inputs, outputs, hasBias }: LinearShape): Linear {
  return { weight: `${place}.weight`, bias: hasBias ? `${place}.bias` : null, layout: 'out-in', inputs, outputs };
}

/** The rotary embedding of a llama-like config: `rope_theta`, `rope_scaling`, and a share of the head by `partial_rotary_factor`. */
export function llamaRotary(
  config: ConfigReader,
  {
    sizes,
    layout,
    base,
    maxPositions,
  }: { readonly sizes: Sizes; readonly layout: StoredLayout; readonly base: number; readonly maxPositions: number },
): Rotary {
  const share = config.number('partial_rotary_factor', 1);
  return readRotary(config, {
    size: Math.trunc(sizes.headSize * share),
    base: config.number('rope_theta', base),
    isInterleaved: layout.interleavedRotary,
    maxPositions: config.number('max_position_embeddings', maxPositions),
  });
}

/** The activation of llama-like configs. */
export function llamaActivation(config: ConfigReader): GatedMlp['activation'] {
  return readActivation(config, 'hidden_act', 'silu');
}

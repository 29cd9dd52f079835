import type { Attention, Decoder, Experts } from '../../architectures/decoder.ts';
import type { Json } from '../../checkpoint.ts';
import { isObject } from '../../parse-json.ts';
import { bool, type EntryValue, float32, list, text, uint32 } from './gguf-entries.ts';

/** The facts of a checkpoint that becomes a GGUF file. */
export interface ConfigFacts {
  /** config.json of the text decoder, rotary keys as transformers 4 spells them. */
  readonly config: Json;
  readonly decoder: Decoder;
}

/** Entries under the name of the architecture, without that name. */
export type ArchitectureEntries = Readonly<Record<string, EntryValue>>;

/** The entry of a number that is stated; none where it is not. */
export function listStated(key: string, value: number | null | undefined, encode: (value: number) => EntryValue): ArchitectureEntries {
  return value === null || value === undefined ? {} : { [key]: encode(value) };
}

/** The number under the first key that the config states. */
export function findNumber({ config }: Pick<ConfigFacts, 'config'>, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = config[key];
    if (typeof value === 'number') return value;
  }
  return undefined;
}

/** The first attention of a decoder; undefined if it has none. */
export function findAttention({ blocks }: Decoder): Attention | undefined {
  for (const { mixer } of blocks) if (mixer?.kind === 'attention') return mixer;
  return undefined;
}

export function getAttention(decoder: Decoder): Attention {
  const attention = findAttention(decoder);
  if (attention === undefined) throw new Error('a decoder without attention');
  return attention;
}

export function findExperts({ blocks }: Decoder): Experts | undefined {
  for (const { mlp } of blocks) if (mlp?.kind === 'experts') return mlp;
  return undefined;
}

/** Outputs of the first matrix of an MLP that all tokens pass. */
function findInnerSize({ blocks }: Decoder): number | undefined {
  for (const { mlp } of blocks) {
    if (mlp?.kind === 'gated' || mlp?.kind === 'plain') return mlp.up.outputs;
    if (mlp?.kind === 'fused-gated') return mlp.gateUp.outputs / 2;
  }
  return undefined;
}

/** The lengths that every architecture states. */
export function listSizes(facts: ConfigFacts): ArchitectureEntries {
  const { decoder } = facts;
  const context = findNumber(
    facts,
    'max_position_embeddings',
    'n_ctx',
    'n_positions',
    'max_length',
    'max_sequence_length',
    'model_max_length',
  );
  const inner = findNumber(facts, 'intermediate_size', 'n_inner', 'hidden_dim') ?? findInnerSize(decoder);
  return {
    block_count: uint32(decoder.blocks.length),
    context_length: uint32(context ?? decoder.longestText ?? DEFAULT_CONTEXT),
    embedding_length: uint32(decoder.hiddenSize),
    ...listStated('feed_forward_length', inner, uint32),
  };
}

/** Where neither config nor weights bound the length of a text. */
const DEFAULT_CONTEXT = 2048;

export function listHeads({ decoder }: ConfigFacts): ArchitectureEntries {
  const { heads, keyHeads } = getAttention(decoder);
  return { 'attention.head_count': uint32(heads), 'attention.head_count_kv': uint32(keyHeads) };
}

/** Epsilon of the norms. */
export function listEpsilon({ decoder }: ConfigFacts): ArchitectureEntries {
  const norm = decoder.finalNorm ?? decoder.blocks[0]?.mixerNorm ?? decoder.blocks[0]?.mixerOutputNorm;
  if (norm === null || norm === undefined) return {};
  return { [norm.kind === 'rms' ? 'attention.layer_norm_rms_epsilon' : 'attention.layer_norm_epsilon']: float32(norm.eps) };
}

/** The size of a head, if the config states it or the architecture's always does. */
export function listHeadSize(facts: ConfigFacts, isAlwaysStated: boolean): ArchitectureEntries {
  const stated = findNumber(facts, 'head_dim') ?? (isAlwaysStated ? getAttention(facts.decoder).headSize : undefined);
  return stated === undefined ? {} : { 'attention.key_length': uint32(stated), 'attention.value_length': uint32(stated) };
}

/** Rotary scaling and base. @param base the default of the architecture; null if transformers' config has no such key */
export function listRotary(facts: ConfigFacts, base: number | null = 10_000): ArchitectureEntries {
  const theta = findNumber(facts, 'rope_theta', 'rotary_emb_base') ?? base;
  const local = findNumber(facts, 'rope_local_base_freq');
  return {
    ...listScaling(facts),
    ...listStated('rope.freq_base', theta, float32),
    ...listStated('rope.freq_base_swa', local, float32),
  };
}

/** The rotary base, where it is not llama.cpp's default: for architectures whose converter never states it. */
export function listOtherBase(facts: ConfigFacts): ArchitectureEntries {
  const theta = findNumber(facts, 'rope_theta', 'rotary_emb_base');
  return theta === undefined || theta === 10_000 ? {} : { 'rope.freq_base': float32(theta) };
}

function listScaling({ config }: ConfigFacts): ArchitectureEntries {
  const scaling = config.rope_scaling;
  if (!isObject(scaling)) return {};
  const facts = { config: scaling };
  const kind = scaling.rope_type ?? scaling.type;
  const factor = findNumber(facts, 'factor');
  if (kind === 'longrope' || kind === 'su') return { 'rope.scaling.type': text('longrope') };
  if ((kind !== 'linear' && kind !== 'yarn') || factor === undefined) return {};
  const plain = { 'rope.scaling.type': text(kind), 'rope.scaling.factor': float32(factor) };
  if (kind === 'linear') return plain;
  const length = findNumber(facts, 'original_max_position_embeddings') ?? findNumber({ config }, 'max_position_embeddings');
  const optional = [
    ['yarn_ext_factor', findNumber(facts, 'extrapolation_factor')],
    ['yarn_attn_factor', findNumber(facts, 'attention_factor', 'attn_factor')],
    ['yarn_beta_fast', findNumber(facts, 'beta_fast')],
    ['yarn_beta_slow', findNumber(facts, 'beta_slow')],
  ] as const;
  return {
    ...plain,
    ...listStated('rope.scaling.original_context_length', length, uint32),
    ...Object.fromEntries(optional.flatMap(([key, value]) => (value === undefined ? [] : [[`rope.scaling.${key}`, float32(value)]]))),
  };
}

/** How many experts there are, and how many a token passes. */
export function listExperts({ decoder }: ConfigFacts): ArchitectureEntries {
  const experts = findExperts(decoder);
  return experts === undefined ? {} : { expert_count: uint32(experts.experts.length), expert_used_count: uint32(experts.selected) };
}

/** The metadata that most architectures of today state, in the order of the converter. */
export function listCommon(
  facts: ConfigFacts,
  { base = 10_000, statesHeadSize = false }: { readonly base?: number | null; readonly statesHeadSize?: boolean } = {},
): ArchitectureEntries {
  return {
    ...listSizes(facts),
    ...listHeads(facts),
    ...listRotary(facts, base),
    ...listEpsilon(facts),
    ...listExperts(facts),
    ...listHeadSize(facts, statesHeadSize),
  };
}

/** Size of the rotated part of a head. */
export function listRotatedSize({ decoder }: ConfigFacts): ArchitectureEntries {
  const attention = getAttention(decoder);
  return { 'rope.dimension_count': uint32(attention.rotary?.size ?? attention.headSize) };
}

export function listVocabulary({ decoder }: ConfigFacts): ArchitectureEntries {
  return { vocab_size: uint32(decoder.vocabularySize) };
}

/** The window of the blocks that have one, and which those are if `pattern`. */
export function listWindow({ config, decoder }: ConfigFacts, pattern: boolean): ArchitectureEntries {
  const slides = decoder.blocks.map(({ mixer }) => mixer?.kind === 'attention' && mixer.window !== null);
  const window = findNumber({ config }, 'sliding_window');
  if (window === undefined || !slides.includes(true)) return {};
  return {
    'attention.sliding_window': uint32(window),
    ...(pattern ? { 'attention.sliding_window_pattern': list('bool', slides) } : {}),
  };
}

export function flag(name: string, value: boolean): ArchitectureEntries {
  return { [name]: bool(value) };
}

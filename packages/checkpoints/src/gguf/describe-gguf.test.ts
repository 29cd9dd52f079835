import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AppError, type AppErrorCode } from '@lamina/errors';
import { sourceFromBytes } from '@lamina/onnx';
import { buildCheckpoint, describeDecoder } from '../build-checkpoint.ts';
import type { Checkpoint, StoredLayout } from '../checkpoint.ts';
import { findDeciObstacle } from './deci.ts';
import { describeGguf } from './describe-gguf.ts';
import { createGgufBytes, type GgufBytes, type GgufTensorFixture } from './gguf-bytes.fixture.ts';
import type { GgufValueType } from './gguf-metadata.ts';
import { readGguf } from './read-gguf.ts';

interface Conversion {
  readonly config: Readonly<Record<string, unknown>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly architecture: string;
  readonly metadata: readonly (readonly [string, readonly GgufValueType[], unknown])[];
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly factors: Readonly<Record<string, readonly number[]>>;
}

/** Files that llama.cpp's converter made from tiny models of transformers (fixtures/make_conversions.py). */
const CONVERSIONS = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/gguf/conversions.json'), 'utf8')) as Record<
  string,
  Conversion
>;

function getConversion(name: string): Conversion {
  const conversion = CONVERSIONS[name];
  if (conversion === undefined) throw new Error(`no case ${name}`);
  return conversion;
}

function writeValue(bytes: GgufBytes, type: GgufValueType | undefined, value: unknown): void {
  if (type === 'float32') bytes.f32(Number(value));
  else if (type === 'bool') bytes.u8(value === true ? 1 : 0);
  else if (type === 'string') bytes.text(String(value));
  else if (type === 'uint32' || type === 'int32') bytes.u32(Number(value));
  else throw new Error(`a value of type ${type}`);
}

/** A GGUF file of these facts; weights are zeros, rotary factors are given. */
function toGguf({ architecture, metadata, tensors, factors }: Conversion): Buffer {
  let end = 0;
  const infos: GgufTensorFixture[] = Object.entries(tensors).map(([name, dims]) => {
    const offset = end;
    end += Math.ceil((dims.reduce((product, extent) => product * extent, 4) || 4) / 32) * 32;
    return { name, dims: [...dims].reverse(), offset };
  });
  const bytes = createGgufBytes({
    tensors: infos,
    dataBytes: end,
    metadata: (entries) => {
      entries.key('general.architecture', 'string').text(architecture);
      for (const [key, [type = 'uint32', elementType], value] of metadata) {
        entries.key(key, type);
        if (!Array.isArray(value)) writeValue(entries, type, value);
        else {
          entries.u32(elementType === 'bool' ? 7 : 4).u64(value.length);
          for (const one of value) writeValue(entries, elementType, one);
        }
      }
      return metadata.length + 1;
    },
  });
  const start = bytes.length - end;
  for (const { name, offset } of infos)
    factors[name]?.forEach((factor, index) => void bytes.writeFloatLE(factor, start + Number(offset) + 4 * index));
  return bytes;
}

const describeConversion = (conversion: Conversion): Checkpoint =>
  describeGguf(readGguf([{ file: 'model.gguf', source: sourceFromBytes(toGguf(conversion)) }]));

/** Keys of transformers' configs that describe nothing a decoder computes, and values that are the default of their key. */
const SILENT =
  /^(architectures|dtype|transformers_version|use_cache|pretraining_tp|model_max_length|n_ctx|.*_token_id|.*dropout|.*pdrop|initializer_.*|router_.*|output_router_logits|summary_.*|.*softmax_in_fp32|init_device|norm_type|learned_pos_emb|embedding_fraction|attn_config|slow_but_exact|reorder_and_upcast_attn|_sliding_window_pattern|sliding_window_pattern|no_rope_layer_interval|max_window_layers|scale_attn_weights)$/;
const IMPLIED: Readonly<Record<string, unknown>> = { activation: 'gelu', partial_rotary_factor: 1 };

/** Keys whose value the converter leaves out or replaces, by case: what the description says instead. */
const DIFFERENT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  gpt2: { n_inner: 128 },
  gpt_bigcode: { n_inner: 128 },
  'falcon 7B': { max_position_embeddings: 2048 },
  'falcon 40B': { max_position_embeddings: 2048, multi_query: false },
  'falcon 11B': { max_position_embeddings: 2048, multi_query: false },
};

/** Case by case, keys that stand in transformers' config under another name, or that GGUF cannot hold and the architecture implies. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  gpt_neox: ['partial_rotary_factor', 'rope_theta'],
  'gpt_neox in sequence': ['partial_rotary_factor', 'rope_theta'],
  'falcon 7B': ['intermediate_size'],
  'falcon 40B': ['intermediate_size'],
  'falcon 11B': ['intermediate_size'],
  gpt_bigcode: ['num_key_value_heads'],
  qwen2: ['layer_types'],
  qwen3: ['layer_types'],
  smollm3: ['layer_types'],
  'llama 3': ['rope_scaling'],
  'phi3 with longrope': ['rope_scaling'],
};

const LAYOUTS: Readonly<Record<string, keyof StoredLayout>> = {
  ...Object.fromEntries(['llama', 'llama 3', 'mixtral', 'olmo', 'granite', 'smollm3'].map((name) => [name, 'interleavedRotary'])),
  ...Object.fromEntries(['gemma', 'gemma2', 'gemma3', 'nemotron'].map((name) => [name, 'normsIncludeOne'])),
  ...Object.fromEntries(['gpt_neox', 'falcon 7B', 'falcon 40B', 'bloom'].map((name) => [name, 'fusedByRows'])),
  gpt2: 'transposedLinears',
};

function refusalOf(conversion: Conversion, code: AppErrorCode): string {
  try {
    describeConversion(conversion);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe(code);
    return error.message;
  }
  throw new Error('it was described');
}

/** The conversion with metadata entries put in place of, or beside, its own. */
function withEntries(name: string, entries: readonly (readonly [string, GgufValueType, unknown])[]): Conversion {
  const conversion = getConversion(name);
  const changed = new Set(entries.map(([key]) => `${conversion.architecture}.${key}`));
  const kept = conversion.metadata.filter(([key]) => !changed.has(key));
  return {
    ...conversion,
    metadata: [...kept, ...entries.map(([key, type, value]) => [`${conversion.architecture}.${key}`, [type], value] as const)],
  };
}

describe('describeGguf', () => {
  it.each(Object.keys(CONVERSIONS))('tells the config that transformers wrote: %s', (name) => {
    const { config: stated } = getConversion(name);
    const { config } = describeConversion(getConversion(name));
    const expected = { ...stated, ...DIFFERENT[name] };
    for (const [key, value] of Object.entries(expected)) {
      if (SILENT.test(key) || ELSEWHERE[name]?.includes(key)) continue;
      if (key in config) expect({ [key]: config[key] ?? null }).toEqual({ [key]: value ?? config[key] ?? null });
      else expect({ [key]: value || null }).toEqual({ [key]: IMPLIED[key] ?? null });
    }
  });

  it.each(Object.keys(CONVERSIONS))('gives tensors the names and extents that they have in transformers: %s', (name) => {
    const { shapes } = getConversion(name);
    const { tensors, layout } = describeConversion(getConversion(name));
    const isTransposed = (target: string): boolean => layout.transposedLinears && /\.(c_attn|c_proj|c_fc)\.weight$/.test(target);
    for (const [target, { dims }] of tensors) {
      if (target.includes('.experts.')) continue;
      expect([target, isTransposed(target) ? [...dims].reverse() : dims]).toEqual([target, shapes[target]]);
    }
    const missing = Object.keys(shapes).filter((target) => !tensors.has(target) && !target.includes('.experts.'));
    // Tied heads are names of the embedding, and the padding of falcon's and bloom's heads is none.
    expect(missing.filter((target) => !/^(lm_head|embed_out)\.weight$/.test(target))).toEqual([]);
  });

  it.each(Object.keys(CONVERSIONS))('describes a model whose graph reads every tensor: %s', (name) => {
    const { architecture, metadata, tensors, ...rest } = getConversion(name);
    const [, , blocks] = metadata.find(([key]) => key === `${architecture}.block_count`) ?? [];
    const all = Array.from({ length: Number(blocks) }, (_, block) =>
      Object.entries(tensors).map(([key, dims]) => [key.replace(/^blk\.0\./, `blk.${block}.`), dims]),
    );
    const checkpoint = describeConversion({ architecture, metadata, tensors: Object.fromEntries(all.flat()), ...rest });
    const { model, ignored } = buildCheckpoint(checkpoint);
    expect(model.graph.outputs[0]?.name).toBe('logits');
    expect(ignored.filter((key) => key !== 'output.weight')).toEqual([]);
  });

  it('attentions and MLPs can leave the files of models that compute as Llama does, and others say what keeps them', () => {
    const obstacles = Object.keys(CONVERSIONS).map((name) => {
      const gguf = readGguf([{ file: 'model.gguf', source: sourceFromBytes(toGguf(getConversion(name))) }]);
      return [name, findDeciObstacle({ gguf, decoder: describeDecoder(describeGguf(gguf)) })] as const;
    });
    const named = Map.groupBy(obstacles, ([, obstacle]) => obstacle);
    expect(Object.fromEntries([...named].map(([obstacle, cases]) => [obstacle, cases.map(([name]) => name).join(', ')]))).toEqual({
      null: 'llama, llama with biases, llama 3, llama with linear scaling, llama with YaRN, qwen2, ernie4_5',
      'attention is not a plain softmax over all keys': 'bloom, mpt, olmo',
      'attention reads a window of keys': 'gemma2, phi3 with longrope, gpt_oss',
      'blocks do not add an attention and then an MLP to the stream as they are':
        'phi, gpt_neox, falcon 7B, falcon 40B, falcon 11B, cohere, cohere with head norms, cohere2, granite',
      'heads are not rotated as a whole':
        'phi3 that turns in part, gpt2, gpt_bigcode, gpt_neox in sequence, stablelm, smollm3, glm4, nemotron',
      'MLPs are not down(silu(gate) · up) of three matrices': 'gemma, starcoder2',
      'MLPs have experts': 'mixtral, qwen2_moe',
      'queries, keys and values are not three matrices': 'phi3',
      'queries, keys or values have norms': 'qwen3, qwen3_moe, gemma3, gemma3 with linear scaling, olmo2, olmo3, exaone4',
    });
  });

  it('keeps experts stacked, one tensor per projection', () => {
    for (const [name, place] of [
      ['mixtral', 'block_sparse_moe'],
      ['qwen3_moe', 'mlp'],
    ] as const) {
      const { tensors } = describeConversion(getConversion(name));
      const inner = name === 'mixtral' ? 48 : 16;
      expect(tensors.get(`model.layers.0.${place}.experts.gate_proj.weight`)?.dims).toEqual([4, inner, 32]);
      expect(tensors.get(`model.layers.0.${place}.experts.up_proj.weight`)?.dims).toEqual([4, inner, 32]);
      expect(tensors.get(`model.layers.0.${place}.experts.down_proj.weight`)?.dims).toEqual([4, 32, inner]);
    }
    const { tensors } = describeConversion(getConversion('gpt_oss'));
    expect(tensors.get('model.layers.0.mlp.experts.gate_proj.bias')?.dims).toEqual([4, 48]);
    expect(tensors.get('model.layers.0.self_attn.sinks')?.dims).toEqual([4]);
  });

  it('says how stored values differ from those of transformers', () => {
    for (const [name, flag] of Object.entries(LAYOUTS)) {
      const { names: _, ...layout } = describeConversion(getConversion(name)).layout;
      expect([name, Object.entries(layout).filter(([, value]) => value)]).toEqual([name, [[flag, true]]]);
    }
    const { names: _, ...layout } = describeConversion(getConversion('qwen2')).layout;
    expect(Object.values(layout).some((flag) => flag)).toBe(false);
  });

  it('reads the rotary factors of llama 3 and of longrope into rope_scaling', () => {
    const llama = describeConversion(getConversion('llama 3'));
    const [factors = []] = Object.values(getConversion('llama 3').factors);
    expect(llama.config.rope_scaling).toMatchObject({
      rope_type: 'longrope',
      short_factor: factors,
      long_factor: factors,
      attention_factor: 1,
    });
    expect([...llama.tensors.keys()].filter((name) => name.includes('rope'))).toEqual([]);
    const phi = describeConversion(getConversion('phi3 with longrope'));
    // sqrt(1 + ln(128 / 64) / ln 64), which the converter writes.
    expect(phi.config.rope_scaling).toMatchObject({ rope_type: 'longrope', long_factor: [1, 2, 3, 4], short_factor: [1, 1.25, 1.5, 1.75] });
    expect(phi.config).toMatchObject({ rope_scaling: { attention_factor: expect.closeTo(Math.sqrt(1 + Math.log(2) / Math.log(64)), 6) } });
  });

  it('cuts the fused projection of older files into queries, keys and values', () => {
    const { tensors: plain, ...rest } = getConversion('phi');
    const { 'blk.0.attn_q.weight': query, 'blk.0.attn_k.weight': _k, 'blk.0.attn_v.weight': _v, ...others } = plain;
    const { tensors } = describeConversion({ ...rest, tensors: { ...others, 'blk.0.attn_qkv.weight': [96, 32] } });
    const parts = ['q', 'k', 'v'].map((part) => tensors.get(`model.layers.0.self_attn.${part}_proj.weight`));
    expect(parts.map((part) => part?.dims)).toEqual([query, query, query]);
    const [first, second, third] = parts.map((part) => part?.offset ?? 0);
    expect([Number(second) - Number(first), Number(third) - Number(second)]).toEqual([4096, 4096]);
  });

  it('follows a pattern of windows that the file states', () => {
    const pattern = [false, true, true, false, false, true, false];
    const gemma = getConversion('gemma3');
    const stated = {
      ...gemma,
      metadata: [...gemma.metadata, ['gemma3.attention.sliding_window_pattern', ['array', 'bool'], pattern] as const],
    };
    const types = pattern.map((slides) => (slides ? 'sliding_attention' : 'full_attention'));
    expect(describeConversion(stated).config.layer_types).toEqual(types);
    const short = {
      ...gemma,
      metadata: [...gemma.metadata, ['gemma3.attention.sliding_window_pattern', ['array', 'bool'], [true]] as const],
    };
    expect(refusalOf(short, 'MODEL_MALFORMED')).toContain('7 booleans');
  });

  it('refuses an architecture that it does not know, and names it', () => {
    expect(refusalOf({ ...getConversion('llama'), architecture: 'nolma' }, 'MODEL_UNSUPPORTED')).toContain('nolma');
    const rwkv = refusalOf({ ...getConversion('llama'), architecture: 'rwkv7' }, 'MODEL_UNSUPPORTED');
    expect(rwkv).toMatch(/^rwkv7 \(general\.architecture of model\.gguf\) is not supported yet: .*token shift.*export it to ONNX/);
  });

  it.each([
    ['attention.temperature_scale', 'float32', 0.1],
    ['rope.scaling.type', 'string', 'spiral'],
    ['attention.causal', 'bool', false],
    ['attention.value_length', 'uint32', 7],
    ['nextn_predict_layers', 'uint32', 1],
  ] as const)('refuses %s = %s %s, which changes what the model computes', (key, type, value) => {
    const entries = [['rope.scaling.factor', 'float32', 2] as const, [key, type, value] as const];
    expect(refusalOf(withEntries('llama', key.startsWith('rope') ? entries : entries.slice(1)), 'MODEL_UNSUPPORTED')).toContain(
      `llama.${key}`,
    );
  });

  it('passes over unknown keys that say nothing', () => {
    expect(describeConversion(withEntries('llama', [['nextn_predict_layers', 'uint32', 0]])).config.model_type).toBe('llama');
  });

  it('refuses a file without a key that it needs', () => {
    const conversion = getConversion('llama');
    const metadata = conversion.metadata.filter(([key]) => key !== 'llama.attention.head_count');
    expect(refusalOf({ ...conversion, metadata }, 'MODEL_MALFORMED')).toContain('llama.attention.head_count');
  });
});

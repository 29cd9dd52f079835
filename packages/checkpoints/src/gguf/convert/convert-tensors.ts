import { AppError, getAt } from '@lamina/errors';
import type { Attention, DecoderBlock, Linear, Norm, SingleMlp } from '../../architectures/decoder.ts';
import type { StoredTensor, StoredType } from '../../checkpoint.ts';
import { isObject } from '../../parse-json.ts';
import { findGgufName, type TensorNames } from '../tensor-names.ts';
import { type ConfigFacts, findAttention, findNumber } from './config-facts.ts';
import type { Conversion } from './conversions.ts';
import { constantMatrix, joinBlocks, type Order, type ReadStored, type RowBlock, type RowMatrix } from './row-reader.ts';

const { fround } = Math;

/** Tensors of rotary factors, which the converter computes from a config: those of llama3 scaling for all lengths, those of longrope for two. */
function listRotaryFactors(facts: ConfigFacts): readonly { readonly name: string; readonly values: Float32Array }[] {
  const scaling = facts.config.rope_scaling;
  if (!isObject(scaling)) return [];
  const kind = scaling.rope_type ?? scaling.type;
  if (kind === 'llama3') return [{ name: 'rope_freqs.weight', values: computeLlama3(facts, scaling) }];
  if (kind !== 'longrope' && kind !== 'su') return [];
  return ['long', 'short'].flatMap((length) => {
    const factors = scaling[`${length}_factor`];
    return Array.isArray(factors) ? [{ name: `rope_factors_${length}.weight`, values: Float32Array.from(factors, Number) }] : [];
  });
}

/** How many times slower each pair turns. Frequencies and wavelengths are float32, as the converter computes them. */
function computeLlama3(facts: ConfigFacts, scaling: Readonly<Record<string, unknown>>): Float32Array {
  const { config, decoder } = facts;
  const own = { config: scaling };
  const size = findAttention(decoder)?.headSize ?? 0; // without attention nothing turns
  const base = findNumber({ config }, 'rope_theta') ?? 10_000;
  const factor = findNumber(own, 'factor') ?? 8;
  const [low, high] = [findNumber(own, 'low_freq_factor') ?? 1, findNumber(own, 'high_freq_factor') ?? 4];
  const length = findNumber(own, 'original_max_position_embeddings') ?? 8192;
  return Float32Array.from({ length: size / 2 }, (_, pair) => {
    const frequency = fround(1 / fround(base ** fround((2 * pair) / size)));
    const wavelength = fround((2 * Math.PI) / frequency);
    if (wavelength < length / high) return 1;
    if (wavelength > length / low) return factor;
    const smooth = (length / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

/** The tensors of a checkpoint that becomes a GGUF file. */
export interface ConvertibleTensors extends ConfigFacts {
  /** Stored tensors of plain number types, with the names of transformers. */
  readonly stored: ReadonlyMap<string, StoredTensor>;
  readonly read: ReadStored;
}

/** One tensor of the new file. */
export interface ConvertedTensor {
  readonly name: string;
  /** Outermost first. */
  readonly dims: readonly number[];
  readonly type: StoredType;
  readonly matrix: RowMatrix;
}

/** Stored values that become part of a tensor of the new file. */
interface Part {
  /** Name in the new file. */
  readonly name: string;
  readonly block: RowBlock;
  /** The place among the parts of that tensor; null: the only part. */
  readonly place: number | null;
}

/** Every tensor of the file, in the order of the checkpoint. @throws AppError MODEL_UNSUPPORTED for a tensor that has no name in llama.cpp */
export function listTensors(checkpoint: ConvertibleTensors, conversion: Conversion): readonly ConvertedTensor[] {
  const parts = listParts(checkpoint, conversion).flatMap(({ own }) => own);
  return [
    ...listRotaryFactors(checkpoint).map(
      ({ name, values }) => ({ name, dims: [values.length], type: 'F32', matrix: constantMatrix(values) }) as const,
    ),
    ...[...Map.groupBy(parts, ({ name }) => name)].map(([name, group]) => joinParts(name, group, checkpoint.read)),
  ];
}

/** Where the values of a stored tensor lie in the GGUF file. */
export interface GgufPlace {
  /** Names of the tensors that hold them. */
  readonly names: readonly string[];
  /** True if columns of the stored tensor are rows in the file. */
  readonly isTransposed: boolean;
}

/** The places of the tensors of a checkpoint in its GGUF file, by the names of transformers. @throws AppError as listTensors does */
export function listPlaces(checkpoint: ConvertibleTensors, conversion: Conversion): ReadonlyMap<string, GgufPlace> {
  const places = listParts(checkpoint, conversion).map(({ name, own }) => {
    const isTransposed = own.some(({ block }) => block.isTransposed);
    return [name, { names: [...new Set(own.map((part) => part.name))], isTransposed }] as const;
  });
  return new Map(places);
}

/** The parts that the stored tensors become. */
function listParts(
  checkpoint: ConvertibleTensors,
  { names, layout = {} }: Conversion,
): readonly { readonly name: string; readonly own: readonly Part[] }[] {
  const table = typeof names === 'function' ? names(checkpoint) : names;
  const changes = listChanges(checkpoint, layout);
  const fused = listFused(checkpoint);
  return [...checkpoint.stored].flatMap(([name, tensor]) => {
    if (isLeftOut(checkpoint, name)) return [];
    const mlp = fused.get(name);
    const change = changes.get(name);
    return [
      { name, own: mlp === undefined ? [createPart(table, { name, tensor, change })] : splitGateUp(table, { name, tensor, fused: mlp }) },
    ];
  });
}

/** Buffers, and the head of a model whose head is the embedding. */
function isLeftOut({ decoder: { ignored, head, embedding } }: ConfigFacts, name: string): boolean {
  if (ignored.some((pattern) => pattern.test(name))) return true;
  return head.weight === embedding.weight && /^(lm_head|embed_out|output)\.weight$/.test(name);
}

/** How the values of a stored tensor change on their way. */
interface TensorChange {
  readonly isTransposed?: boolean;
  readonly order?: Order;
  readonly added?: number;
}

/** The changes that the layout of the file asks for, by the names of tensors. */
function listChanges({ decoder }: ConfigFacts, layout: NonNullable<Conversion['layout']>): ReadonlyMap<string, TensorChange> {
  const changes = new Map<string, TensorChange>();
  const change = (linear: Linear, order: Order): void => {
    changes.set(linear.weight, { order });
    if (linear.bias !== null) changes.set(linear.bias, { order });
  };
  for (const block of decoder.blocks) {
    if (layout.normsIncludeOne === true)
      for (const norm of listNorms(block)) if (norm.addsOne && norm.weight !== null) changes.set(norm.weight, { added: 1 });
    if (layout.transposedLinears === true)
      for (const { weight, layout: own } of listLinears(block)) if (own === 'in-out') changes.set(weight, { isTransposed: true });
    if (block.mixer?.kind !== 'attention') continue;
    const { projection, heads, keyHeads, headSize } = block.mixer;
    if (layout.interleavedRotary === true && projection.kind === 'separate') {
      change(projection.query, interleave(heads, headSize));
      change(projection.key, interleave(keyHeads, headSize));
    }
    if (layout.fusedByRows === true && projection.kind === 'fused' && projection.order !== 'rows')
      change(projection.linear, unfuse(block.mixer));
  }
  const { finalNorm } = decoder;
  if (layout.normsIncludeOne === true && finalNorm?.addsOne === true && finalNorm.weight !== null)
    changes.set(finalNorm.weight, { added: 1 });
  return changes;
}

function listNorms({ mixer, ...block }: DecoderBlock): readonly Norm[] {
  const own = mixer?.kind === 'attention' ? [mixer.queryNorm?.norm, mixer.keyNorm?.norm] : [];
  return [block.mixerNorm, block.mlpNorm, block.mixerOutputNorm, block.mlpOutputNorm, ...own].filter(
    (norm) => norm !== null && norm !== undefined,
  );
}

function listLinears({ mixer, mlp }: DecoderBlock): readonly Linear[] {
  const attention =
    mixer?.kind === 'attention' ? [...(mixer.projection.kind === 'fused' ? [mixer.projection.linear] : []), mixer.output] : [];
  return [...attention, ...(mlp?.kind === 'plain' ? [mlp.up, mlp.down] : [])];
}

/** Pairs (i, i + size/2) of each head become neighbours (LlamaModel.permute of the converter). */
function interleave(heads: number, headSize: number): Order {
  const half = headSize / 2;
  return {
    count: heads * headSize,
    pick: (row) => {
      const inHead = row % headSize;
      return row - inHead + (inHead % 2) * half + Math.floor(inHead / 2);
    },
  };
}

/** Rows of a fused projection that are ordered by head become all queries, all keys, all values. */
function unfuse({ heads, keyHeads, headSize }: Attention): Order {
  // In multi-head attention each head has its query, key and value; otherwise a key head has the queries of its group before its key and value.
  const queries = heads / keyHeads;
  const group = (queries + 2) * headSize;
  return {
    count: keyHeads * group,
    pick: (row) => {
      const [head, inHead] = [Math.floor(row / headSize), row % headSize];
      if (head < heads) return Math.floor(head / queries) * group + (head % queries) * headSize + inHead;
      const keyOrValue = head - heads;
      const [isValue, place] = [Math.floor(keyOrValue / keyHeads), keyOrValue % keyHeads];
      return place * group + (queries + isValue) * headSize + inHead;
    },
  };
}

interface NamedTensor {
  readonly name: string;
  readonly tensor: StoredTensor;
}

function createPart(names: TensorNames, { name, tensor, change = {} }: NamedTensor & { readonly change: TensorChange | undefined }): Part {
  const { isTransposed = false, order = null, added = 0 } = change;
  const [, index] = /\.(?:experts|norms)\.(\d+)\./.exec(name) ?? [];
  const isVector = tensor.dims.length < 2;
  const columns = isVector ? (order === null ? getAt(tensor.dims, 0) : 1) : getAt(tensor.dims, tensor.dims.length - 1);
  const rows = tensor.dims.reduce((product, extent) => product * extent, 1) / columns;
  return {
    name: getName(names, name),
    block: { tensor, first: 0, rows, columns, isTransposed, order, added },
    place: index === undefined ? null : Number(index),
  };
}

/** Mixtral's names for the projections of an expert. */
const PROJECTIONS: Readonly<Record<string, string>> = { w1: 'gate_proj', w2: 'down_proj', w3: 'up_proj' };

function getName(names: TensorNames, name: string): string {
  const plain = name
    .replace(/(\.experts\.\d+\.)(w[123])\./, (_, place: string, part: string) => `${place}${PROJECTIONS[part]}.`)
    .replace(/\.norms\.\d+\./, '.');
  const found = findGgufName(names, plain);
  if (found !== undefined) return found;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `tensor ${name} has no name in llama.cpp, so this model cannot be written as GGUF; write it as ONNX`,
  );
}

type FusedMlp = SingleMlp & { readonly kind: 'fused-gated' };

/** Experts whose gate and up lie in one tensor, where llama.cpp has two, by the names of their tensors. */
function listFused({ decoder }: ConfigFacts): ReadonlyMap<string, FusedMlp> {
  const fused = new Map<string, FusedMlp>();
  for (const { mlp } of decoder.blocks) {
    const first = mlp?.kind === 'experts' ? mlp.experts[0] : undefined;
    if (first?.kind !== 'fused-gated') continue;
    for (const name of [first.gateUp.weight, first.gateUp.bias, first.down.weight, first.down.bias])
      if (name !== null) fused.set(name, first);
  }
  return fused;
}

/** gpt-oss: ….experts.{gate_up,down}_proj[_bias] of all experts, as [inputs, outputs] unless they were packed. */
function splitGateUp(names: TensorNames, { name, tensor, fused }: NamedTensor & { readonly fused: FusedMlp }): readonly Part[] {
  const [, place = '', part = '', bias = ''] = /^(.*\.experts)\.(gate_up|down)_proj(_bias)?$/.exec(name) ?? [];
  const suffix = bias === '' ? 'weight' : 'bias';
  const linear = part === 'down' ? fused.down : fused.gateUp;
  const { outputs, inputs } = linear;
  const isTransposed = bias === '' && linear.layout === 'in-out';
  const columns = bias === '' ? inputs : 1;
  const experts = getAt(tensor.dims, 0);
  const orderOf = (first: number, step: number): Order => ({ count: outputs / 2, pick: (row) => first + row * step });
  const isInterleaved = fused.order === 'interleaved';
  const halves: readonly (readonly [string, Order | null])[] =
    part === 'down'
      ? [['down', null]]
      : [
          ['gate', isInterleaved ? orderOf(0, 2) : orderOf(0, 1)],
          ['up', isInterleaved ? orderOf(1, 2) : orderOf(outputs / 2, 1)],
        ];
  return halves.flatMap(([half, order]) =>
    Array.from({ length: experts }, (_, expert): Part => {
      const stored = isTransposed ? { rows: inputs, columns: outputs } : { rows: outputs, columns };
      const block = { tensor, first: expert * outputs * columns, ...stored, isTransposed, order, added: 0 };
      return { name: getName(names, `${place}.${half}_proj.${suffix}`), block, place: expert };
    }),
  );
}

function joinParts(name: string, parts: readonly Part[], read: ReadStored): ConvertedTensor {
  // A tensor of one part states no place.
  const sorted = [...parts].sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  const first = getAt(sorted, 0);
  const { block } = first;
  const matrix = joinBlocks(
    sorted.map((part) => part.block),
    read,
  );
  const dims = describeDims(block, sorted.length, first.place !== null);
  return { name, dims, type: staysFloat(name, dims) || block.added !== 0 ? 'F32' : plainType(block.tensor.type), matrix };
}

/** Extents of the new tensor. Experts and norms of single heads are stacked. */
function describeDims({ tensor, rows, columns, isTransposed, order }: RowBlock, count: number, isStacked: boolean): readonly number[] {
  const [outer, inner] = isTransposed ? [order?.count ?? columns, rows] : [order?.count ?? rows, columns];
  if (!isStacked) return isTransposed ? [outer, inner] : tensor.dims;
  if (tensor.dims.length === 1) return [count, getAt(tensor.dims, 0)];
  return inner === 1 ? [count, outer] : [count, outer, inner];
}

/** The type of the new tensor: the stored one, or float32 for others. */
function plainType(type: StoredType): StoredType {
  return type === 'F16' || type === 'BF16' ? type : 'F32';
}

const FLOATS = /(^position_embd|\bffn_gate_inp(_shexp)?|\bssm_conv1d|\bshortconv\.conv|_norm)\.weight$|^(?!.*\.weight$)/;

/** True if llama.cpp's converter and llama-quantize keep a tensor in float32: vectors, norms, routers, convolutions, positions, and what is no weight. */
export function staysFloat(name: string, dims: readonly number[]): boolean {
  return dims.length <= 1 || FLOATS.test(name);
}

import { AppError } from '@lamina/errors';
import type { StoredTensor, StoredType } from '../checkpoint.ts';
import { measureWeights } from '../ggml/encode-weights.ts';
import { findBlockLayout, getGgmlNumber } from '../ggml/ggml-types.ts';
import type { SilencedWeight } from '../prune/silenced-weights.ts';
import { measureCut, type PlacedTensor, type TensorSlices } from '../prune/sliced-tensors.ts';
import type { KeptRows } from '../vocabulary/vocabulary-tensors.ts';
import { encodeEntry, readEntryKey, uint32 } from './convert/gguf-entries.ts';
import { cutMetadata } from './cut-metadata.ts';
import { type AbsentSublayers, findStandIn, hasRotatedRows, isOfAttention, NOTHING_ABSENT, toDeciMetadata } from './deci.ts';
import { GgufWriter } from './gguf-writer.ts';
import { type Gguf, readGguf } from './read-gguf.ts';

/** Numbers of llama_ftype (llama.h) by the type of most weights. K types have no pure variant: the number is that of the small mixture. */
const FILE_TYPES: Readonly<Partial<Record<StoredType, number>>> = {
  F32: 0,
  F16: 1,
  Q4_0: 2,
  Q4_1: 3,
  Q8_0: 7,
  Q5_0: 8,
  Q5_1: 9,
  Q2_K: 10,
  Q3_K: 11,
  Q4_K: 14,
  Q5_K: 16,
  Q6_K: 18,
  IQ4_NL: 25,
  IQ4_XS: 30,
  BF16: 32,
  TQ1_0: 36,
  TQ2_0: 37,
  MXFP4: 38,
};

/** general.file_type of a file with these tensors: the number of the type in which most weights of matrices lie. */
function findFileType(tensors: readonly { readonly type: StoredType; readonly dims: readonly number[] }[]): number {
  const counts = new Map<StoredType, number>();
  for (const { type, dims } of tensors) {
    if (dims.length < 2) continue;
    // The first tensor of a type has none before it.
    counts.set(type, (counts.get(type) ?? 0) + dims.reduce((product, extent) => product * extent, 1));
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return (most && FILE_TYPES[most[0]]) ?? 0; // F32, also of a file without matrices
}

const FILE_TYPE = 'general.file_type';

export interface GgufPruningOptions {
  /** Kept blocks, ascending. */
  readonly kept: readonly number[];
  /** Tensors to overwrite, by GGUF name. */
  readonly silenced: readonly SilencedWeight[];
  /** Tensors with a slice for each block, by GGUF name; default none. */
  readonly sliced?: ReadonlyMap<string, TensorSlices>;
  /** The rows of the tokens that stay, of tensors by GGUF name; default: all. */
  readonly keptRows?: KeptRows | null;
  /** Sublayers that leave the file of a model without obstacles (findDeciObstacle); default none. */
  readonly absent?: AbsentSublayers;
  /** Rows of a head whose halves become neighbours where sublayers leave the file (findRowsToPair); default null: none. */
  readonly rowsToPair?: number | null;
  /** The type in which each tensor is written, by its name in the source; default: all keep theirs. */
  readonly types?: ReadonlyMap<string, StoredType>;
}

/** One tensor of the new file. */
export interface PlacedGgufTensor extends PlacedTensor {
  /** As written. */
  readonly type: StoredType;
  /** Rows of a head whose halves become neighbours: 0, n/2, 1, n/2 + 1, …; null: rows keep their order. */
  readonly rowsToPair: number | null;
  /** First byte in the new file. */
  readonly at: number;
}

/** A GGUF file to write: the header, then tensors in order, with padding zeros between them and after the last. */
export interface PlannedGguf {
  readonly header: Uint8Array;
  readonly tensors: readonly PlacedGgufTensor[];
  readonly sizeBytes: number;
}

/**
 * Plans one GGUF file with the kept blocks, also for a source in parts. Tensors keep bytes, types and order, and blocks are renumbered. Metadata that
 * is not per block or per token keeps its bytes (cutMetadata); version and alignment do not change.
 *
 *   blk.0 blk.1 blk.2 blk.3, block_count 4  → kept [0, 2, 3] →  blk.0 blk.1 (was 2) blk.2 (was 3), block_count 3
 *
 * @throws AppError MODEL_UNSUPPORTED if the file cannot tell llama.cpp which blocks are left.
 */
export function planGgufPruning(
  gguf: Gguf,
  {
    kept,
    silenced,
    sliced = new Map(),
    keptRows = null,
    absent = NOTHING_ABSENT,
    rowsToPair = null,
    types = new Map(),
  }: GgufPruningOptions,
): PlannedGguf {
  const numbers = new Map(kept.map((block, place) => [block, place]));
  const fillings = new Map(silenced.map(({ name, filling }) => [name, filling]));
  const isWhole = absent.attention.length + absent.mlp.length === 0;
  let end = 0;
  const placed = [...gguf.tensors.values()].flatMap((stored) => {
    const name = renumber(stored.name, numbers);
    const block = findBlock(stored.name);
    if (name === null || (isOfAttention(stored.name) && absent.attention.includes(block))) return [];
    const standIn = absent.mlp.includes(block) ? findStandIn(stored) : undefined;
    const source = standIn ?? stored;
    const slices = sliced.get(stored.name) ?? null;
    if (slices !== null) checkSlices(source, slices);
    // A stand-in is small, and few types have blocks that divide its rows.
    const type = standIn?.type ?? types.get(stored.name) ?? source.type;
    const rows = keptRows?.names.has(stored.name) === true ? keptRows.rows : null;
    const { dims, sizeBytes: storedBytes } = measureCut(source, { slices, rows });
    const sizeBytes = type === source.type ? storedBytes : measureWeights(type, { dims, place: name });
    const at = end;
    end = Math.ceil((at + sizeBytes) / gguf.alignment) * gguf.alignment;
    const filling = standIn === undefined ? (fillings.get(source.name) ?? null) : ('zeros' as const);
    const paired = !isWhole && hasRotatedRows(stored.name) ? rowsToPair : null;
    return [{ source, name, type, at, filling, slices, rows, rowsToPair: paired, dims, sizeBytes }];
  });
  const cut = cutMetadata(gguf, kept, keptRows?.rows ?? null);
  const metadata = types.size === 0 ? cut : stateFileType(cut, placed);
  const header = encodeHeader(gguf, isWhole ? metadata : toDeciMetadata(gguf, metadata, { kept, absent }), placed);
  const tensors = placed.map((tensor) => ({ ...tensor, at: header.byteLength + tensor.at }));
  return { header, tensors, sizeBytes: header.byteLength + end };
}

/** A planned file as a reader will see it, before it is written: its header, and tensor data in the files of the source. */
export function readPlannedGguf({ header, tensors, sizeBytes }: PlannedGguf, source: Gguf, file: string): Gguf {
  const read = (offset: number, bytes: number): Uint8Array => {
    if (offset < header.byteLength) return header.subarray(offset, offset + bytes);
    const tensor = tensors.find(({ at, sizeBytes: own }) => offset >= at && offset + bytes <= at + own);
    const origin = source.sources.find(({ file: name }) => name === tensor?.source.file);
    if (tensor === undefined || origin === undefined)
      throw new Error(`no tensor of ${file} holds the bytes ${offset} to ${offset + bytes}`);
    return origin.source.read(tensor.source.offset + offset - tensor.at, bytes);
  };
  return readGguf([{ file, source: { sizeBytes, read } }]);
}

/** Columns of packed weights can be cut only between blocks of values. @throws AppError MODEL_UNSUPPORTED */
function checkSlices({ name, type }: StoredTensor, { axis, perBlock }: TensorSlices): void {
  const together = findBlockLayout(type)?.blockElements ?? 1;
  if (axis === 1 && perBlock % together !== 0)
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `tensor ${name} cannot be cut: a block of the model has ${perBlock} of its columns, and ${type} packs ${together} together`,
    );
}

/** The block of a tensor; NaN for tensors of no block. */
function findBlock(name: string): number {
  return Number(/^blk\.(\d+)\./.exec(name)?.[1] ?? Number.NaN);
}

/** The tensor's name with the new number of its block; null if the block is not kept. */
function renumber(name: string, numbers: ReadonlyMap<number, number>): string | null {
  const [, block, rest] = /^blk\.(\d+)(\..*)$/.exec(name) ?? [];
  if (block === undefined) return name;
  const number = numbers.get(Number(block));
  return number === undefined ? null : `blk.${number}${rest}`;
}

/** Metadata with general.file_type, the name of the type that most weights have. */
function stateFileType(entries: readonly Uint8Array[], tensors: readonly PlacedGgufTensor[]): readonly Uint8Array[] {
  const place = entries.findIndex((entry) => readEntryKey(entry) === FILE_TYPE);
  const entry = encodeEntry(FILE_TYPE, uint32(findFileType(tensors)));
  return place < 0 ? [...entries, entry] : entries.with(place, entry);
}

function encodeHeader({ version, alignment }: Gguf, entries: readonly Uint8Array[], tensors: readonly PlacedGgufTensor[]): Uint8Array {
  const writer = new GgufWriter().raw(new TextEncoder().encode('GGUF')).uint32(version).uint64(tensors.length).uint64(entries.length);
  for (const entry of entries) writer.raw(entry);
  for (const { name, type, dims, at } of tensors) {
    writer.string(name).uint32(dims.length);
    for (const extent of [...dims].reverse()) writer.uint64(extent);
    writer.uint32(getGgmlNumber(type)).uint64(at);
  }
  return writer.pad(alignment).finish();
}

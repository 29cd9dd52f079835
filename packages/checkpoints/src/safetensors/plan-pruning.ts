import type { Decoder } from '../architectures/decoder.ts';
import type { Json, StoredTensor } from '../checkpoint.ts';
import { findBlockPrefix, parseBlockName, renumberBlock } from '../prune/block-names.ts';
import type { SilencedWeight } from '../prune/silenced-weights.ts';
import { listSlicedTensors, measureCut, type PlacedTensor } from '../prune/sliced-tensors.ts';
import type { KeptRows } from '../vocabulary/vocabulary-tensors.ts';
import { getElementBytes } from './element-types.ts';
import { encodeSafetensorsHeader } from './encode-header.ts';
import { SAFETENSORS_FILES } from './read-safetensors.ts';

export interface SafetensorsPruningOptions {
  /** Tensors of the source by their transformers names. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly decoder: Decoder;
  /** Blocks to keep, ascending, in the numbering of the source. */
  readonly kept: readonly number[];
  /** Tensors to overwrite. */
  readonly silenced: readonly SilencedWeight[];
  /** The rows of the tokens that stay; null: all. */
  readonly keptRows: KeptRows | null;
  /** True if the source has an index; the output then has one too. */
  readonly isSharded: boolean;
  /** `__metadata__` of the source. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A safetensors file to write: `header`, then the bytes of the tensors one after the other. */
export interface PlannedSafetensors {
  readonly name: string;
  readonly header: Uint8Array;
  readonly tensors: readonly PlacedTensor[];
}

export interface SafetensorsPruning {
  readonly files: readonly PlannedSafetensors[];
  /** model.safetensors.index.json; null if the source has none. */
  readonly index: Json | null;
}

/**
 * The files of a checkpoint without some of its blocks. Blocks are renumbered without gaps; the rest of each name does not change. Tensors outside
 * blocks are kept, including those that are not parameters. Shards are at most as large as the source's largest shard.
 *
 *   model.layers.0.…  model.layers.1.…  model.layers.2.…  model.norm.weight
 *   without 1: model.layers.0.…  model.layers.1.… (the bytes of 2)  model.norm.weight
 */
export function planSafetensorsPruning(options: SafetensorsPruningOptions): SafetensorsPruning {
  const placed = placeTensors(options);
  const metadata = { ...options.metadata, format: options.metadata.format ?? 'pt' };
  const shards = options.isSharded ? splitShards(placed, findLargestShard(options.tensors)) : [placed];
  const files = shards.map((shard, place) => {
    const tensors = sortByElementSize(shard);
    const name = options.isSharded ? nameShard(place + 1, shards.length) : SAFETENSORS_FILES.single;
    return { name, header: encodeSafetensorsHeader(tensors.map(describeTensor), metadata), tensors };
  });
  return { files, index: options.isSharded ? describeIndex(files) : null };
}

function placeTensors({ tensors, decoder, kept, silenced, keptRows }: SafetensorsPruningOptions): readonly PlacedTensor[] {
  const prefix = findBlockPrefix(decoder);
  const fillings = new Map(silenced.map(({ name, filling }) => [name, filling]));
  const places = new Map(kept.map((block, place) => [block, place]));
  const removed = decoder.blocks.length - kept.length;
  const sliced = new Map(listSlicedTensors(decoder).map(({ name, ...slices }) => [name, { ...slices, kept }]));
  return [...tensors]
    .sort(([, a], [, b]) => compareFiles(a, b))
    .flatMap(([name, source]) => {
      const filling = fillings.get(name) ?? null;
      const own = parseBlockName(name, prefix);
      if (own === undefined)
        return [placeTensor(source, { name: source.name, filling, slices: sliced.get(name) ?? null, rows: findRows(keptRows, name) })];
      // Numbers after the last block belong to layers that the decoder does not run, such as layers for training; they stay after the last block.
      const to = own.block < decoder.blocks.length ? places.get(own.block) : own.block - removed;
      return to === undefined
        ? []
        : [placeTensor(source, { name: renumberBlock(source.name, own, to), filling, slices: null, rows: null })];
    });
}

function findRows(kept: KeptRows | null, name: string): readonly number[] | null {
  return kept?.names.has(name) === true ? kept.rows : null;
}

function placeTensor(source: StoredTensor, placed: Pick<PlacedTensor, 'name' | 'filling' | 'slices' | 'rows'>): PlacedTensor {
  return { ...placed, source, ...measureCut(source, placed) };
}

function compareFiles(a: StoredTensor, b: StoredTensor): number {
  if (a.file === b.file) return a.offset - b.offset;
  return a.file < b.file ? -1 : 1;
}

/** Large elements first, as in the safetensors library, so that every tensor starts at a multiple of its element size. */
function sortByElementSize(tensors: readonly PlacedTensor[]): readonly PlacedTensor[] {
  return [...tensors].sort((a, b) => getElementBytes(b.source.type) - getElementBytes(a.source.type));
}

function findLargestShard(tensors: ReadonlyMap<string, StoredTensor>): number {
  const shards = Map.groupBy(tensors.values(), ({ file }) => file);
  return Math.max(...[...shards.values()].map((own) => own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)));
}

function splitShards(tensors: readonly PlacedTensor[], mostBytes: number): readonly (readonly PlacedTensor[])[] {
  const shards: PlacedTensor[][] = [[]];
  let bytes = 0;
  for (const tensor of tensors) {
    const { sizeBytes } = tensor;
    if (bytes > 0 && bytes + sizeBytes > mostBytes) {
      shards.push([]);
      bytes = 0;
    }
    shards.at(-1)?.push(tensor);
    bytes += sizeBytes;
  }
  return shards;
}

function nameShard(number: number, count: number): string {
  const digits = (value: number): string => String(value).padStart(5, '0');
  return `model-${digits(number)}-of-${digits(count)}.safetensors`;
}

function describeTensor({ name, source, dims, sizeBytes }: PlacedTensor): StoredTensor {
  return { ...source, name, dims, sizeBytes };
}

function describeIndex(files: readonly PlannedSafetensors[]): Json {
  const all = files.flatMap(({ name: file, tensors }) => tensors.map(({ name, sizeBytes }) => ({ name, file, sizeBytes })));
  const entries = all.map(({ name, file }) => [name, file] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return { metadata: { total_size: all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) }, weight_map: Object.fromEntries(entries) };
}

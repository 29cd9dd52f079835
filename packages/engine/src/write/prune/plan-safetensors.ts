import { dirname, join } from 'node:path';
import {
  getFillingBytes,
  type KeptRows,
  listVocabularyTensors,
  type PlacedTensor,
  type PlannedSafetensors,
  planSafetensorsPruning,
  readSafetensorsHeader,
  type SilencedWeight,
} from '@lamina/checkpoints';
import { getAt } from '@lamina/errors';
import { getCheckpoint, type OpenedModel, type ReadCheckpoint, readRange, withFile } from '@lamina/models';
import { jsonFile, type PlannedFile, repeatBytes, type WeightPiece } from '../planned-write.ts';
import type { RewrittenTensors } from './plan-rewritten.ts';

/** The most bytes that are given at once, unless one row has more. */
const PIECE_BYTES = 1 << 20;

/**
 * The bytes of a tensor of which only some rows, or some columns, stay.
 * @param pieces all bytes of the tensor, each piece valid until the next one is taken
 */
function* cutTensor(
  pieces: Iterable<Uint8Array>,
  { source: { dims, sizeBytes }, slices, rows }: Pick<PlacedTensor, 'source' | 'slices' | 'rows'>,
): Generator<Uint8Array> {
  const height = getAt(dims, 0);
  const rowBytes = sizeBytes / height;
  const kept = listRows({ rows, slices });
  const columns = slices?.axis === 1 ? { width: (rowBytes / getAt(dims, 1)) * slices.perBlock, blocks: slices.kept } : null;
  const keptBytes = columns === null ? rowBytes : columns.width * columns.blocks.length;
  const piece = new Uint8Array(Math.max(1, Math.floor(PIECE_BYTES / keptBytes)) * keptBytes);
  let filled = 0;
  let place = 0;
  for (const [row, bytes] of readRows(pieces, rowBytes)) {
    if (kept !== null && kept[place] !== row) continue;
    place += 1;
    if (columns === null) piece.set(bytes, filled);
    else
      for (const [index, block] of columns.blocks.entries())
        piece.set(bytes.subarray(block * columns.width, (block + 1) * columns.width), filled + index * columns.width);
    filled += keptBytes;
    if (filled < piece.length) continue;
    yield piece;
    filled = 0;
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

/** The rows that stay, ascending; null: all. */
function listRows({ rows, slices }: Pick<PlacedTensor, 'slices' | 'rows'>): readonly number[] | null {
  if (slices?.axis !== 0) return rows;
  if (rows !== null) throw new Error('a tensor with a row for each block has none for each token');
  return slices.kept.flatMap((block) => Array.from({ length: slices.perBlock }, (_, row) => block * slices.perBlock + row));
}

/** Row by row; a row is valid until the next one is taken. */
function* readRows(pieces: Iterable<Uint8Array>, rowBytes: number): Generator<readonly [row: number, bytes: Uint8Array]> {
  const rest = new Uint8Array(rowBytes);
  let filled = 0;
  let row = 0;
  for (const piece of pieces)
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(rowBytes - filled, piece.length - at);
      if (taken === rowBytes) yield [row, piece.subarray(at, at + rowBytes)];
      else rest.set(piece.subarray(at, at + taken), filled);
      at += taken;
      filled = (filled + taken) % rowBytes;
      if (taken < rowBytes && filled === 0) yield [row, rest];
      if (filled === 0) row += 1;
    }
}

/** The parts of a checkpoint that stay. */
export interface CheckpointRemoval {
  readonly kept: readonly number[];
  readonly silenced: readonly SilencedWeight[];
  /** Ids of the tokens that stay; null: all. */
  readonly keptIds: readonly number[] | null;
}

/** The rows that stay of tensors with one per token; null: all. @throws AppError as listVocabularyTensors does */
export function listKeptRows({ decoder, stored }: ReadCheckpoint, keptIds: readonly number[] | null): KeptRows | null {
  return keptIds === null ? null : { names: listVocabularyTensors(decoder, stored), rows: keptIds };
}

/**
 * The weight files of a pruned safetensors folder, and their index where the source has one: new headers, and tensors copied from the files of the
 * source.
 */
export function planSafetensors(
  opened: OpenedModel,
  { kept, silenced, keptIds, rewritten }: CheckpointRemoval & { readonly rewritten: RewrittenTensors },
): readonly PlannedFile[] {
  const { source } = opened;
  const checkpoint = getCheckpoint(opened);
  const folder = dirname(source.path);
  const { stored: tensors, decoder } = checkpoint;
  const isSharded = source.path.endsWith('.json');
  const { files, index } = planSafetensorsPruning({
    tensors,
    decoder,
    kept,
    silenced,
    keptRows: listKeptRows(checkpoint, keptIds),
    isSharded,
    metadata: readMetadata(folder, checkpoint),
  });
  return [
    ...files.map((file) => ({ path: file.name, kind: 'ranges', ranges: listPieces(file, folder, rewritten) }) as const),
    ...(index === null ? [] : [jsonFile('model.safetensors.index.json', index)]),
  ];
}

function readMetadata(folder: string, { stored }: ReadCheckpoint): Readonly<Record<string, string>> {
  const [first] = stored.values();
  if (!first) throw new Error('a checkpoint without tensors');
  return withFile(join(folder, first.file), (file) => readSafetensorsHeader(file, first.file).metadata);
}

function listPieces({ header, tensors }: PlannedSafetensors, folder: string, rewritten: RewrittenTensors): readonly WeightPiece[] {
  let end = header.byteLength;
  const pieces = tensors.map((tensor) => {
    const at = end;
    end += tensor.sizeBytes;
    return describePiece(tensor, { from: join(folder, tensor.source.file), make: rewritten.get(tensor.source), at });
  });
  return [{ make: () => [header], sizeBytes: header.byteLength, at: 0 }, ...pieces];
}

/** The bytes of a tensor in its new file: made or copied, of which only a part may stay, or filled. */
export function describePiece(
  { source, filling, slices, rows, sizeBytes }: PlacedTensor,
  { from, make, at }: { readonly from: string; readonly make: (() => Iterable<Uint8Array>) | undefined; readonly at: number },
): WeightPiece {
  const read = make ?? (() => readRange(from, source.offset, source.sizeBytes));
  if (slices !== null || rows !== null) return { make: () => cutTensor(read(), { source, slices, rows }), sizeBytes, at };
  if (make !== undefined) return { make, sizeBytes, at };
  if (filling === null) return { from, offset: source.offset, sizeBytes, at };
  return { make: () => repeatBytes(getFillingBytes(filling, source.type), sizeBytes), sizeBytes, at };
}

import { dirname, join } from 'node:path';
import {
  getFillingBytes,
  type PlacedTensor,
  type PlannedSafetensors,
  planSafetensorsPruning,
  readSafetensorsHeader,
  type SilencedWeight,
  type StoredTensor,
  type TensorSlices,
} from '@lamina/checkpoints';
import { getAt } from '@lamina/errors';
import { readWholeRange, withFile } from '../../model/files/read-files.ts';
import { getCheckpoint, type OpenedModel } from '../../model/open/open-model.ts';
import type { ReadCheckpoint } from '../../model/open/read-graph.ts';
import { type PlannedFile, repeatBytes, type WeightPiece } from '../planned-write.ts';
import { jsonFile } from './plan-descriptions.ts';
import type { RewrittenTensors } from './plan-rewritten.ts';

/** What stays of a checkpoint. */
export interface CheckpointRemoval {
  readonly kept: readonly number[];
  readonly silenced: readonly SilencedWeight[];
}

/**
 * The weight files of a pruned safetensors folder, and their index where the source has one: new headers, and tensors copied from the files of the
 * source.
 */
export function planSafetensors(
  opened: OpenedModel,
  { kept, silenced, rewritten }: CheckpointRemoval & { readonly rewritten: RewrittenTensors },
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

/** The bytes of a tensor in its new file: cut from the file of the parent, made, copied, or filled. */
export function describePiece(
  { source, filling, slices, sizeBytes }: PlacedTensor,
  { from, make, at }: { readonly from: string; readonly make: (() => Iterable<Uint8Array>) | undefined; readonly at: number },
): WeightPiece {
  if (slices !== null) return { make: () => readSlices(from, source, slices), sizeBytes, at };
  if (make !== undefined) return { make, sizeBytes, at };
  if (filling === null) return { from, offset: source.offset, sizeBytes, at };
  return { make: () => repeatBytes(getFillingBytes(filling, source.type), sizeBytes), sizeBytes, at };
}

/** The most bytes that are read at once. */
const PIECE_BYTES = 1 << 20;

/** The bytes of the kept slices of a matrix. */
function* readSlices(
  path: string,
  { dims, offset, sizeBytes }: StoredTensor,
  { axis, perBlock, kept }: TensorSlices,
): Generator<Uint8Array> {
  const rows = getAt(dims, 0);
  const rowBytes = sizeBytes / rows;
  if (axis === 0) {
    for (const block of kept) yield readWholeRange(path, offset + block * perBlock * rowBytes, perBlock * rowBytes);
    return;
  }
  const width = (rowBytes / getAt(dims, 1)) * perBlock;
  const atOnce = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
  for (let row = 0; row < rows; row += atOnce) {
    const count = Math.min(atOnce, rows - row);
    const whole = readWholeRange(path, offset + row * rowBytes, count * rowBytes);
    const cut = new Uint8Array(count * kept.length * width);
    for (let place = 0; place < count * kept.length; place += 1) {
      const from = Math.floor(place / kept.length) * rowBytes + getAt(kept, place % kept.length) * width;
      cut.set(whole.subarray(from, from + width), place * width);
    }
    yield cut;
  }
}

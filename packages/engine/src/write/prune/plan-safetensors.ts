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
import { readRange, withFile } from '../../model/files/read-files.ts';
import { getCheckpoint, type OpenedModel } from '../../model/open/open-model.ts';
import type { ReadCheckpoint } from '../../model/open/read-graph.ts';
import { type PlannedFile, repeatBytes, type WeightPiece } from '../planned-write.ts';
import { cutTensor } from './cut-tensor.ts';
import { jsonFile } from './json-file.ts';
import type { RewrittenTensors } from './plan-rewritten.ts';

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

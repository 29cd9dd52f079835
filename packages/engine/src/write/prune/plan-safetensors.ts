import { dirname, join } from 'node:path';
import {
  getFillingBytes,
  type PlacedTensor,
  type PlannedSafetensors,
  planSafetensorsPruning,
  readSafetensorsHeader,
  type SilencedWeight,
} from '@lamina/checkpoints';
import { withFile } from '../../model/files/read-files.ts';
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
    ...files.map((file) => ({ path: file.name, kind: 'ranges', ranges: listPieces(file, { folder, rewritten }) }) as const),
    ...(index === null ? [] : [jsonFile('model.safetensors.index.json', index)]),
  ];
}

function readMetadata(folder: string, { stored }: ReadCheckpoint): Readonly<Record<string, string>> {
  const [first] = stored.values();
  if (!first) throw new Error('a checkpoint without tensors');
  return withFile(join(folder, first.file), (file) => readSafetensorsHeader(file, first.file).metadata);
}

/** Where the bytes of tensors come from. */
interface Contents {
  readonly folder: string;
  readonly rewritten: RewrittenTensors;
}

function listPieces({ header, tensors }: PlannedSafetensors, contents: Contents): readonly WeightPiece[] {
  let end = header.byteLength;
  const pieces = tensors.map((tensor) => {
    const at = end;
    end += tensor.source.sizeBytes;
    return describePiece(tensor, { ...contents, at });
  });
  return [{ make: () => [header], sizeBytes: header.byteLength, at: 0 }, ...pieces];
}

function describePiece({ source, filling }: PlacedTensor, { folder, rewritten, at }: Contents & { readonly at: number }): WeightPiece {
  const { file, offset, sizeBytes, type } = source;
  const make = rewritten.get(source);
  if (make) return { make, sizeBytes, at };
  if (filling === null) return { from: join(folder, file), offset, sizeBytes, at };
  return { make: () => repeatBytes(getFillingBytes(filling, type), sizeBytes), sizeBytes, at };
}

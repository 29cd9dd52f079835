import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { encodeGraph } from '../model/files/read-files.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { PlannedFile } from './planned-write.ts';

/** Bytes of the files that hold a model: its weights, and the graph of an ONNX model. */
export function sizeOfParent({ source, mapped, checkpoint }: OpenedModel): number {
  // Weights of a checkpoint that are decoded lie in other files than its own.
  const files =
    checkpoint === null
      ? new Set([source.path, ...mapped.weightFiles])
      : new Set([...checkpoint.stored.values()].map(({ file }) => resolve(source.folder, file)));
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Bytes of the planned files that hold a model, as sizeOfParent counts them: the index of a sharded checkpoint holds no weights. */
export function sizeOfWeights(files: readonly PlannedFile[]): number {
  return files.filter(({ kind }) => kind !== 'text').reduce((sum, file) => sum + sizeOf(file), 0);
}

/** The size that a planned file will have. */
export function sizeOf(file: PlannedFile): number {
  switch (file.kind) {
    case 'ranges':
      return file.ranges.reduce((end, { at, sizeBytes }) => Math.max(end, at + sizeBytes), 0);
    case 'graph': {
      let bytes = 0;
      for (const { byteLength } of encodeGraph(file.model, file.source)) bytes += byteLength;
      return bytes;
    }
    case 'text':
      return Buffer.byteLength(file.text);
    case 'link':
    case 'copy':
      return statSync(file.from).size;
  }
}

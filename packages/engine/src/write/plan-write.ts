import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { removeUnits } from '@lamina/surgery';
import { measureCacheGrowth } from '../inspect/cache-growth.ts';
import { encodeGraph } from '../model/files/read-files.ts';
import type { ModelFormat } from '../model/locate/model-source.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { PlannedFile, PreparedWrite } from './planned-write.ts';
import { leavesOutSublayers } from './prune/plan-gguf.ts';
import { type PruneOptions, preparePruning } from './prune/prune-model.ts';

/** What a write will give, to the byte. Nothing is written. */
export interface WritePlan {
  readonly format: ModelFormat;
  /** Every file but prune-plan.json, whose certificate is known only after the write; `path` is relative to the folder. */
  readonly files: readonly {
    readonly path: string;
    readonly bytes: number;
    /** Whether the file is the parent's own, where the file system allows links: it then takes no space of its own. */
    readonly isLinked: boolean;
  }[];
  /** The files that hold weights and graph, of the parent and of the written model. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** By how many bytes the caches of one text grow with each token in the runtime that reads the format; null where the graph does not state it. */
  readonly cacheBytesPerTokenBefore: number | null;
  readonly cacheBytesPerTokenAfter: number | null;
  /** What the format cannot save or say, and why. */
  readonly notes: readonly string[];
}

/**
 * Plans a prune or an export (a prune of nothing as ONNX), by the code that writes it. A repair is solved for it.
 * @throws AppError as pruneModel does before it writes
 */
export async function planWrite(options: PruneOptions): Promise<WritePlan> {
  return describeWrite((await preparePruning(options)).write);
}

export function describeWrite({ parent, format, weights, others, removal, graph, notes }: PreparedWrite): WritePlan {
  const describe = (file: PlannedFile): WritePlan['files'][number] => {
    return { path: file.path, bytes: sizeOf(file), isLinked: file.kind === 'link' };
  };
  const links = weights.filter(({ kind }) => kind === 'link');
  const linked =
    'weights are a link to the whole file of the parent: without it they take as much space; copied weights (--copy-weights) hold the kept units only';
  return {
    format,
    files: [...weights, ...others].map(describe),
    bytesBefore: sizeOfParent(parent),
    bytesAfter: sizeOfWeights(weights),
    cacheBytesPerTokenBefore: measureCacheGrowth(parent.structure.model.graph),
    cacheBytesPerTokenAfter: measureCacheAfter(parent, { format, removal, graph }),
    notes: [...notes, ...(links.length > 0 ? [linked] : [])],
  };
}

/** Files of checkpoints that keep a silenced attention fill its cache too. */
export function measureCacheAfter(
  opened: OpenedModel,
  { format, removal, graph }: Pick<PreparedWrite, 'format' | 'removal' | 'graph'>,
): number | null {
  if (format === 'onnx' || removal.every(({ kind }) => kind !== 'attention') || leavesOutSublayers(opened))
    return measureCacheGrowth(graph);
  return measureCacheGrowth(
    removeUnits(
      opened.structure,
      removal.filter(({ kind }) => kind === 'block'),
    ).model.graph,
  );
}

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
function sizeOf(file: PlannedFile): number {
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

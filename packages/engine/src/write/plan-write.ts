import type { ModelFormat } from '@lamina/hub';
import { measureCacheGrowth } from '@lamina/models';
import { type PlannedFile, type PreparedWrite, sizeOf, sizeOfParent, sizeOfWeights } from './planned-write.ts';
import { measureCacheAfter } from './prune/plan-gguf.ts';
import { type PruneOptions, preparePruning } from './prune/prune-model.ts';

/** The result of a write, to the byte. Nothing is written. */
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
  /** Bytes by which the caches of one text grow with each token in the runtime that reads the format; null where the graph does not state it. */
  readonly cacheBytesPerTokenBefore: number | null;
  readonly cacheBytesPerTokenAfter: number | null;
  /** Limits of the format: savings and facts that it cannot hold, and why. */
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

import { createRemoval } from '@lamina/plans';
import type { Transaction } from '../connection/create-database.ts';
import type { RevisionRecord } from '../models/read-models.ts';
import { pruningRowOf } from '../prunings/save-prunings.ts';

/** A pruning that another tool chose. */
export interface ImportedPruning {
  readonly strategy: string;
  readonly seed: number | null;
  /** Distinct, ascending, fewer than the model's layers. */
  readonly removed: readonly number[];
}

/** Stores a pruning that another tool chose, once, and returns its key. No pruned model is written; the plan says so. */
export async function writeImportedPruning(
  transaction: Transaction,
  revision: RevisionRecord,
  { strategy, seed, removed }: ImportedPruning,
): Promise<string> {
  const kept = revision.layers.map(({ index }) => index).filter((index) => !removed.includes(index));
  const removedParameters = revision.layers
    .filter(({ index }) => removed.includes(index))
    .reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  const row = pruningRowOf(revision, null, {
    ...{ lane: 'imported', strategy, seed, protectFirst: false, protectLast: false, scoreRunId: null },
    order: removed.map((block) => ({ kind: 'block', block })),
    ...{ units: ['block'], removal: createRemoval({ blocks: removed }), repair: null, artefact: null },
    parametersAfter: revision.parameterCount - removedParameters,
    cacheBytesPerToken: null,
    plan: {
      format: 'lamina-prune-plan@1',
      parent: { name: revision.slug, digest: revision.digest },
      strategy,
      blocksBefore: revision.blockCount,
      removed,
      kept,
      config: null,
      notes: ['chosen elsewhere and handed in with its results'],
    },
  });
  const { id } = await transaction.pruning.upsert({ where: { digest: row.digest }, create: row, update: {}, select: { id: true } });
  return id;
}

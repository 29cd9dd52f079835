import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import { digestOf } from '../digest-of.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import type { RevisionRecord } from '../models/model-record.ts';

/** A written model in the model store. */
export interface NewArtefact {
  /** Its folder, relative to the model store. */
  readonly path: string;
  /** Digest of its graph. */
  readonly sha256: string;
  /** Its files, relative to its folder. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** A set of layers to remove. */
export interface NewPruning {
  readonly strategy: string;
  readonly seed: number | null;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
  readonly removed: readonly number[];
  readonly order: readonly number[];
  /** The score run that chose the layers; null if the strategy uses no scores. */
  readonly scoreRunId: string | null;
  readonly plan: object;
  /** The written model; null if none was written. */
  readonly artefact: NewArtefact | null;
}

/**
 * Stores prunings in one transaction and returns their ids in order; an existing pruning keeps its row. Refuses with ATTEMPT_LOST.
 */
export function savePrunings(
  database: Database,
  fence: Fence,
  target: { readonly revision: RevisionRecord; readonly studyId: string | null },
  prunings: readonly NewPruning[],
): Promise<readonly string[]> {
  return withFence(database, fence, async (transaction) => {
    const ids: string[] = [];
    for (const pruning of prunings) {
      const row = pruningRowOf(target.revision, target.studyId, pruning);
      const { id } = await transaction.pruning.upsert({
        where: { digest: row.digest },
        create: { ...row, jobId: fence.jobId, attempt: fence.attempt },
        update: {},
      });
      ids.push(id);
    }
    return ids;
  });
}

/** The columns of a pruning; its digest identifies equal prunings. */
export function pruningRowOf(revision: RevisionRecord, studyId: string | null, pruning: NewPruning) {
  const { strategy, seed, scoreRunId, removed, order, protectFirst, protectLast } = pruning;
  const protections = { ...(protectFirst ? { protectFirst } : {}), ...(protectLast ? { protectLast } : {}) };
  const removedSet = new Set(removed);
  const removedParameters = revision.layers
    .filter(({ index }) => removedSet.has(index))
    .reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  return {
    revisionId: revision.revisionId,
    scoreRunId,
    studyId,
    digest: digestOf({ revision: revision.revisionId, studyId, strategy, seed, order, scoreRunId, ...protections }),
    strategy,
    seed,
    protectFirst,
    protectLast,
    removed: [...removed],
    order: [...order],
    removedCount: removed.length,
    removedBlockRatio: removed.length / revision.blockCount,
    removedParameterRatio: removedParameters / revision.parameterCount,
    parametersBefore: revision.parameterCount,
    parametersAfter: revision.parameterCount - removedParameters,
    plan: pruning.plan as Prisma.InputJsonObject,
    artefactPath: pruning.artefact?.path ?? null,
    artefactSha256: pruning.artefact?.sha256 ?? null,
    ...(pruning.artefact === null ? {} : { artefactFiles: pruning.artefact.files as Prisma.InputJsonArray }),
  };
}

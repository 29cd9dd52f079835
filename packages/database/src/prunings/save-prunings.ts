import { blocksOf, type Change, type Unit } from '@lamina/plans';
import { Prisma, type Pruning } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import type { RevisionRecord } from '../models/read-models.ts';
import { digestOf } from '../rows/digest-of.ts';
import { changeColumns, type PruningRepair } from './pruning-columns.ts';

/** A written model in the model store. */
export interface NewArtefact {
  /** Its folder, relative to the model store. */
  readonly path: string;
  /** Digest of its graph. */
  readonly sha256: string;
  /** Its files, relative to its folder. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** A change of a revision, and what chose it. */
export interface NewPruning
  extends Readonly<
    Pick<Pruning, 'isImported' | 'strategy' | 'seed' | 'protectFirst' | 'protectLast' | 'scoreRunId' | 'cacheBytesPerToken' | 'caveat'>
  > {
  readonly change: Change<PruningRepair>;
  /** Kinds of units that the strategy could choose. */
  readonly units: readonly string[];
  /** The units in the order of their choice. */
  readonly order: readonly Unit[];
  readonly parametersAfter: number;
  /** The bytes of the model file, before and after, as it is written in the format of the parent; null if no write was planned. */
  readonly bytesBefore: number | null;
  readonly bytesAfter: number | null;
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
  const { change, isImported, strategy, seed, scoreRunId, order, units, protectFirst, protectLast } = pruning;
  const { parametersAfter, bytesBefore, bytesAfter, cacheBytesPerToken, caveat } = pruning;
  const choice = { strategy, seed, order, scoreRunId, protectFirst, protectLast, units, isImported };
  return {
    revisionId: revision.revisionId,
    scoreRunId,
    studyId,
    digest: digestOf({
      revision: revision.revisionId,
      studyId,
      ...choice,
      repair: change.repair && identityOf(change.repair),
      // Prunings without one are identified as before there were any.
      keepVocabulary: change.keepVocabulary ?? undefined,
      precision: change.precision ?? undefined,
    }),
    isImported,
    strategy,
    seed,
    protectFirst,
    protectLast,
    units: [...units],
    ...changeColumns(change, order),
    caveat,
    removedBlockRatio: blocksOf(change.remove, 'block').length / revision.blockCount,
    removedParameterRatio: (revision.parameterCount - parametersAfter) / revision.parameterCount,
    parametersBefore: revision.parameterCount,
    parametersAfter,
    bytesBefore,
    bytesAfter,
    cacheBytesPerToken,
    plan: pruning.plan as Prisma.InputJsonObject,
    artefactPath: pruning.artefact?.path ?? null,
    artefactSha256: pruning.artefact?.sha256 ?? null,
    artefactFiles: pruning.artefact === null ? Prisma.DbNull : (pruning.artefact.files as Prisma.InputJsonArray),
  };
}

/** The request for the repair. The measured errors are left out, so that a repair that is solved again is not another one. */
function identityOf({ kind, calibrationSha256, alphaChosen, alpha, rank, tokenRule }: PruningRepair): object {
  return { kind, calibrationSha256, alpha: alphaChosen === 'given' ? alpha : alphaChosen, rank, tokenRule };
}

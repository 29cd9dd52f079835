import { blocksOf, type Removal } from '@lamina/plans';
import { Prisma } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import type { RevisionRecord } from '../models/read-models.ts';
import { digestOf } from '../rows/digest-of.ts';

/** A written model in the model store. */
export interface NewArtefact {
  /** Its folder, relative to the model store. */
  readonly path: string;
  /** Digest of its graph. */
  readonly sha256: string;
  /** Its files, relative to its folder. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** How the removed layers were replaced, with the text on which the replacement was solved. */
export interface PruningRepair {
  readonly kind: string;
  /** Identifies the calibration text and how it was cut; the same repair of the same layers is stored once. */
  readonly calibrationSha256: string;
  readonly [fact: string]: unknown;
}

/** A set of units to remove. */
export interface NewPruning {
  /** 'removal-only', 'repaired' or 'imported'. */
  readonly lane: string;
  readonly strategy: string;
  readonly seed: number | null;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
  /** Kinds of units that the strategy could choose. */
  readonly units: readonly string[];
  readonly removal: Removal;
  /** The units in the order of their choice. */
  readonly order: readonly { readonly kind: string; readonly block: number }[];
  /** The score run that chose the units; null if the strategy uses no scores. */
  readonly scoreRunId: string | null;
  readonly parametersAfter: number;
  /** Null if it is not known. */
  readonly cacheBytesPerToken: number | null;
  readonly repair: PruningRepair | null;
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
  const { lane, strategy, seed, scoreRunId, removal, protectFirst, protectLast, parametersAfter, cacheBytesPerToken, repair } = pruning;
  const order = pruning.order.map(({ block }) => block);
  const blocks = blocksOf(removal, 'block');
  // Whole layers and no repair: the digest is that of prunings from before there were others.
  const kinds = pruning.units.join() === 'block' && order.length === blocks.length ? [] : pruning.order.map(({ kind }) => kind);
  const identity = {
    protectFirst: protectFirst || undefined,
    protectLast: protectLast || undefined,
    units: kinds.length > 0 ? pruning.units : undefined,
    kinds: kinds.length > 0 ? kinds : undefined,
    repair: repair === null ? undefined : identityOf(repair),
  };
  return {
    revisionId: revision.revisionId,
    scoreRunId,
    studyId,
    digest: digestOf({ revision: revision.revisionId, studyId, strategy, seed, order, scoreRunId, ...identity }),
    lane,
    strategy,
    seed,
    protectFirst,
    protectLast,
    units: [...pruning.units],
    removed: [...blocks],
    removedAttention: [...blocksOf(removal, 'attention')],
    removedMlp: [...blocksOf(removal, 'mlp')],
    order,
    orderKinds: kinds,
    removedCount: order.length,
    removedBlockRatio: blocks.length / revision.blockCount,
    removedParameterRatio: (revision.parameterCount - parametersAfter) / revision.parameterCount,
    parametersBefore: revision.parameterCount,
    parametersAfter,
    cacheBytesPerToken,
    repairKind: repair?.kind ?? null,
    repair: repair === null ? Prisma.DbNull : (repair as Prisma.InputJsonObject),
    plan: pruning.plan as Prisma.InputJsonObject,
    artefactPath: pruning.artefact?.path ?? null,
    artefactSha256: pruning.artefact?.sha256 ?? null,
    artefactFiles: pruning.artefact === null ? Prisma.DbNull : (pruning.artefact.files as Prisma.InputJsonArray),
  };
}

/** What was asked for. The measured errors are left out, so that a repair that is solved again is not another one. */
function identityOf({ kind, calibrationSha256, alphaChosen, alpha, rank, tokenRule }: PruningRepair): object {
  return { kind, calibrationSha256, alpha: alphaChosen === 'given' ? alpha : alphaChosen, rank, tokenRule };
}

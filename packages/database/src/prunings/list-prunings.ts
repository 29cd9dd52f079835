import type { Change } from '@lamina/plans';
import type { Database } from '../connection/create-database.ts';
import type { PruningRepair } from './pruning-columns.ts';

/** A stored pruning. */
export interface PruningRecord extends Change<PruningRepair> {
  readonly id: string;
  readonly revisionId: string;
  readonly strategy: string;
  readonly seed: number | null;
  /** The folder of the written model in the model store; null if none was written. */
  readonly artefactPath: string | null;
}

/** Stored prunings, fewest units first. */
export async function listPrunings(
  database: Database,
  where: { readonly studyId: string } | { readonly ids: readonly string[] },
): Promise<readonly PruningRecord[]> {
  const rows = await database.prisma.pruning.findMany({
    where: 'studyId' in where ? { studyId: where.studyId } : { id: { in: [...where.ids] } },
    orderBy: [{ removedCount: 'asc' }, { id: 'asc' }],
    select: { id: true, revisionId: true, strategy: true, seed: true, change: true, artefactPath: true },
  });
  return rows.map(({ change, ...row }) => ({ ...row, ...(change as unknown as Change<PruningRepair>) }));
}

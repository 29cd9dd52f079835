import { type Change, UNCHANGED } from '@lamina/plans';
import type { Pruning } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import type { PruningRepair } from './pruning-columns.ts';

/** A stored pruning. */
export type PruningRecord = Change<PruningRepair> & Readonly<Pick<Pruning, 'id' | 'revisionId' | 'strategy' | 'seed' | 'artefactPath'>>;

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
  return rows.map(({ change, ...row }) => ({ ...row, ...UNCHANGED, ...(change as unknown as Change<PruningRepair>) }));
}

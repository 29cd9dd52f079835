import type { Database } from '../create-database.ts';

/** A stored pruning. */
export interface PruningRecord {
  readonly id: string;
  readonly strategy: string;
  readonly seed: number | null;
  readonly removed: readonly number[];
}

/** Stored prunings, fewest layers first. */
export async function listPrunings(
  database: Database,
  where: { readonly studyId: string } | { readonly ids: readonly string[] },
): Promise<readonly PruningRecord[]> {
  const rows = await database.prisma.pruning.findMany({
    where: 'studyId' in where ? { studyId: where.studyId } : { id: { in: [...where.ids] } },
    orderBy: [{ removedCount: 'asc' }, { id: 'asc' }],
    select: { id: true, strategy: true, seed: true, removed: true },
  });
  return rows;
}

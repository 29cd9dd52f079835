import type { Database } from '../create-database.ts';

/** The prunings that already have results on all of these benchmarks (by digest) in one of these lanes; a new attempt can skip them. */
export async function listEvaluatedPrunings(
  database: Database,
  where: { readonly pruningIds: readonly string[]; readonly benchmarkDigests: readonly string[]; readonly lanes: readonly string[] },
): Promise<ReadonlySet<string>> {
  const rows = await database.prisma.evaluation.findMany({
    where: {
      pruningId: { in: [...where.pruningIds] },
      lane: { in: [...where.lanes] },
      benchmark: { digest: { in: [...where.benchmarkDigests] } },
    },
    select: { pruningId: true, benchmark: { select: { digest: true } } },
    distinct: ['pruningId', 'benchmarkId'],
  });
  const counts = new Map<string, number>();
  for (const { pruningId } of rows) if (pruningId !== null) counts.set(pruningId, (counts.get(pruningId) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count === where.benchmarkDigests.length).map(([id]) => id));
}

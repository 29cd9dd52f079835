import type { Database } from '../connection/create-database.ts';

/** Evaluations that prunings need. */
export interface WantedEvaluations {
  readonly pruningIds: readonly string[];
  readonly benchmarkDigests: readonly string[];
  readonly protocols: readonly string[];
}

/** The prunings that already have results on all of these benchmarks (by digest) by one of these protocols; a new attempt can skip them. */
export async function listEvaluatedPrunings(database: Database, where: WantedEvaluations): Promise<ReadonlySet<string>> {
  const rows = await database.prisma.evaluation.findMany({
    where: {
      pruningId: { in: [...where.pruningIds] },
      protocol: { in: [...where.protocols] },
      benchmark: { digest: { in: [...where.benchmarkDigests] } },
    },
    select: { pruningId: true, benchmark: { select: { digest: true } } },
    distinct: ['pruningId', 'benchmarkId'],
  });
  const rowsOf = Map.groupBy(rows, ({ pruningId }) => pruningId);
  return new Set(where.pruningIds.filter((id) => rowsOf.get(id)?.length === where.benchmarkDigests.length));
}

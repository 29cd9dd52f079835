import type { Prisma } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import { EQUAL_PRUNING } from '../prunings/pruning-columns.ts';
import type { WantedEvaluations } from './list-evaluated-prunings.ts';
import { digestOfEvaluation } from './save-evaluation.ts';

/**
 * Gives prunings the evaluations of equal ones that another strategy, or an earlier study, chose: the same model has the same answers. Only what was
 * measured here on all of these benchmarks by one of the protocols is copied. Returns the ids of the prunings that need no evaluation any more. Refuses with
 * ATTEMPT_LOST.
 */
export function copyEvaluations(
  database: Database,
  fence: Fence,
  { pruningIds, benchmarkDigests, protocols }: WantedEvaluations,
): Promise<ReadonlySet<string>> {
  return withFence(database, fence, async (transaction) => {
    const [digests, allowed] = [[...benchmarkDigests], [...protocols]];
    const pairs = await transaction.$queryRaw<readonly { readonly id: string; readonly equalId: string }[]>`
      SELECT DISTINCT ON (p."id") p."id"::text AS "id", w."id"::text AS "equalId"
      FROM "Pruning" p JOIN "Pruning" w ON w."id" <> p."id" AND ${EQUAL_PRUNING}
        JOIN "Evaluation" e ON e."pruningId" = w."id" AND e."protocol" = ANY(${allowed}) AND e."importId" IS NULL AND e."recordingId" IS NULL
        JOIN "Benchmark" b ON b."id" = e."benchmarkId" AND b."digest" = ANY(${digests})
      WHERE p."id" = ANY(${[...pruningIds]}::uuid[])
      GROUP BY p."id", w."id" HAVING count(DISTINCT b."digest") = ${digests.length}
      ORDER BY p."id", w."id"`;
    for (const { id, equalId } of pairs) {
      const rows = await transaction.evaluation.findMany({
        where: { pruningId: equalId, protocol: { in: allowed }, importId: null, recordingId: null, benchmark: { digest: { in: digests } } },
      });
      for (const row of rows) await copyEvaluation(transaction, fence, { ...row, pruningId: id });
    }
    return new Set(pairs.map(({ id }) => id));
  });
}

type StoredEvaluation = Prisma.EvaluationGetPayload<object>;

async function copyEvaluation(
  transaction: Transaction,
  { jobId, attempt }: Fence,
  { id: originalId, createdAt: _measuredAt, comparability, ...row }: StoredEvaluation,
): Promise<void> {
  const digest = digestOfEvaluation(row);
  // An earlier attempt has copied it.
  if ((await transaction.evaluation.findUnique({ where: { digest }, select: { id: true } })) !== null) return;
  const copy = { ...row, comparability: comparability as Prisma.InputJsonObject, digest, jobId, attempt };
  const { id } = await transaction.evaluation.create({ data: copy });
  await transaction.$executeRaw`
    INSERT INTO "Sample" ("id", "evaluationId", "documentId", "position", "logLikelihoods", "gold", "value", "metrics")
    SELECT gen_random_uuid(), ${id}::uuid, "documentId", "position", "logLikelihoods", "gold", "value", "metrics"
    FROM "Sample" WHERE "evaluationId" = ${originalId}::uuid`;
}

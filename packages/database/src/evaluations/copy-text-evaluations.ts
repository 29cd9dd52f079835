import { TEXT_LOSS } from '@lamina/benchmarks';
import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import { EQUAL_PRUNING } from '../prunings/pruning-columns.ts';
import { digestOfTextEvaluation, type NewTextEvaluation } from './save-text-evaluations.ts';

/** The results that models need: on each of these texts, read in one way. */
export interface WantedTexts extends Pick<NewTextEvaluation, 'reading'> {
  readonly textSha256s: readonly string[];
}

/** Those of some texts, by digest, on which a whole model has no result yet. */
export async function listUnreadTexts({ prisma }: Database, revisionId: string, wanted: WantedTexts): Promise<ReadonlySet<string>> {
  const rows = await prisma.textEvaluation.findMany({
    where: { revisionId, pruningId: null, ...ofWanted(wanted) },
    select: { textSha256: true },
  });
  const read = new Set(rows.map(({ textSha256 }) => textSha256));
  return new Set(wanted.textSha256s.filter((sha256) => !read.has(sha256)));
}

/** The prunings that already have results on all of these texts; a new attempt can skip them. */
export async function listReadPrunings(
  { prisma }: Database,
  pruningIds: readonly string[],
  wanted: WantedTexts,
): Promise<ReadonlySet<string>> {
  const rows = await prisma.textEvaluation.findMany({
    where: { pruningId: { in: [...pruningIds] }, ...ofWanted(wanted) },
    select: { pruningId: true, textSha256: true },
  });
  const rowsOf = Map.groupBy(rows, ({ pruningId }) => pruningId);
  return new Set(pruningIds.filter((id) => rowsOf.get(id)?.length === wanted.textSha256s.length));
}

/**
 * Gives prunings the results on texts of equal ones that another strategy, or an earlier study, chose: the same model has the same losses. Only what was
 * measured here on all of these texts is copied. Returns the ids of the prunings that need no evaluation any more. Refuses with ATTEMPT_LOST.
 */
export function copyTextEvaluations(
  database: Database,
  fence: Fence,
  { pruningIds, wanted }: { readonly pruningIds: readonly string[]; readonly wanted: WantedTexts },
): Promise<ReadonlySet<string>> {
  return withFence(database, fence, async (transaction) => {
    const pairs = await transaction.$queryRaw<readonly { readonly id: string; readonly equalId: string }[]>`
      SELECT p."id"::text AS "id", w."id"::text AS "equalId" FROM "Pruning" p JOIN "Pruning" w ON w."id" <> p."id" AND ${EQUAL_PRUNING}
      WHERE p."id" = ANY(${[...pruningIds]}::uuid[]) ORDER BY p."id", w."id"`;
    const copied = new Set<string>();
    for (const { id, equalId } of pairs) {
      if (copied.has(id)) continue;
      const rows = await transaction.textEvaluation.findMany({ where: { pruningId: equalId, recordingId: null, ...ofWanted(wanted) } });
      if (rows.length < wanted.textSha256s.length) continue;
      const data = rows.map(({ id: _id, createdAt: _measuredAt, reading, ...row }) => {
        const copy = { ...row, reading: reading as Prisma.InputJsonObject, pruningId: id };
        return { ...copy, digest: digestOfTextEvaluation(copy), ...fence };
      });
      // An earlier attempt may have copied them.
      await transaction.textEvaluation.createMany({ data, skipDuplicates: true });
      copied.add(id);
    }
    return copied;
  });
}

function ofWanted({ textSha256s, reading }: WantedTexts): Prisma.TextEvaluationWhereInput {
  return { protocol: TEXT_LOSS, textSha256: { in: [...textSha256s] }, reading: { equals: reading as Prisma.InputJsonObject } };
}

import { MEASURES } from '@lamina/metrics';
import { listResults, type SearchRequest, type SearchResult } from '@lamina/strategies';
import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';

/** The input for strategies: the means of a score run by metric id, and its angular matrix. */
export interface StoredScores {
  readonly scoreRunId: string;
  /** For example 'block-influence@1' → mean: float64[L], null where nothing was counted. */
  readonly means: Readonly<Record<string, readonly (number | null)[]>>;
  /** float64[L+1, L+1] */
  readonly angularLastToken: readonly (readonly (number | null)[])[];
  /** The choices of its searches. */
  readonly searches: readonly SearchResult[];
  /** The text that was read, by its name, and how it was cut. */
  readonly cut: { readonly calibration: string; readonly window: number; readonly windows: number | null; readonly bos: string };
}

/** Which score run, and the data that it must have. */
export interface ScoresQuery {
  readonly revisionId: string;
  readonly studyId?: string | undefined;
  readonly scoreRunId?: string | undefined;
  readonly jobIds?: readonly string[] | undefined;
  /** Searches whose results are needed, over which units. */
  readonly searches?: readonly Pick<SearchRequest, 'search' | 'units'>[];
}

/**
 * The scores of a revision from a scorer, never imported ones: from the given run; within a study, from the jobs on which the current job depends;
 * otherwise from the first canonical run that has the required data (docs/decisions: canonical score runs). Undefined if there is none.
 */
export async function findScores(database: Database, query: ScoresQuery): Promise<StoredScores | undefined> {
  const { revisionId, studyId, jobIds } = query;
  const isOfStudy = studyId !== undefined || jobIds !== undefined;
  const id = query.scoreRunId ?? (isOfStudy ? undefined : await findCanonicalRun(database, query));
  if (id === undefined && !isOfStudy) return undefined;
  const conditions: Prisma.ScoreRunWhereInput[] = [{ revisionId, importId: null }];
  if (studyId !== undefined) conditions.push({ studyId });
  if (jobIds !== undefined) conditions.push({ jobId: { in: [...jobIds] } });
  if (id !== undefined) conditions.push({ id });
  const run = await database.prisma.scoreRun.findFirst({
    where: { AND: conditions },
    orderBy: { id: 'desc' },
    include: {
      layerScores: { orderBy: { layerIndex: 'asc' } },
      calibrationConfig: { include: { calibrationSet: { select: { slug: true } } } },
    },
  });
  if (run === null) return undefined;
  const { calibrationSet, window, windowLimit, bos } = run.calibrationConfig;
  const means: Record<string, (number | null)[]> = {};
  for (const score of run.layerScores) {
    means[score.metric] ??= [];
    means[score.metric]?.push(score.mean);
  }
  return {
    scoreRunId: run.id,
    means,
    angularLastToken: run.angularLastToken as (number | null)[][],
    searches: run.searches as unknown as readonly SearchResult[],
    cut: { calibration: calibrationSet.slug, window, windows: windowLimit, bos },
  };
}

async function findCanonicalRun({ prisma }: Database, query: ScoresQuery): Promise<string | undefined> {
  const { revisionId, searches = [] } = query;
  const rows = await prisma.$queryRaw<{ readonly id: string; readonly searches: readonly SearchResult[] }[]>`
    SELECT sr."id", sr."searches" FROM lamina_canonical_score_runs() c JOIN "ScoreRun" sr ON sr."id" = c."scoreRunId"
    WHERE c."revisionId" = ${revisionId}::uuid AND c."metric" = ${MEASURES.blockInfluence.id} AND sr."importId" IS NULL ORDER BY c."place"`;
  return rows.find((row) => searches.every((needed) => listResults(row.searches, needed).length > 0))?.id;
}

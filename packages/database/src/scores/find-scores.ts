import type { Database } from '../create-database.ts';

/** What strategies choose from: the means of a scoring, by metric id, and its angular matrix. */
export interface StoredScores {
  readonly scoreRunId: string;
  /** 'block-influence@1' and the like → mean: float64[L], null where nothing was counted. */
  readonly means: Readonly<Record<string, readonly (number | null)[]>>;
  /** float64[L+1, L+1] */
  readonly angularLastToken: readonly (readonly (number | null)[])[];
  /** Layers in the order of their greedy removal by loss; empty where it was not measured. */
  readonly greedyOrder: readonly number[];
}

/**
 * The newest scoring of a revision by the scorer, never an imported one: within a study, of the jobs that another one waited for, or the run itself where one is
 * named; undefined when there is none.
 */
export async function findScores(
  database: Database,
  where: { readonly revisionId: string; readonly studyId?: string; readonly scoreRunId?: string; readonly jobIds?: readonly string[] },
): Promise<StoredScores | undefined> {
  const run = await database.prisma.scoreRun.findFirst({
    where: {
      revisionId: where.revisionId,
      importId: null,
      ...(where.studyId === undefined ? {} : { studyId: where.studyId }),
      ...(where.jobIds === undefined ? {} : { jobId: { in: [...where.jobIds] } }),
      ...(where.scoreRunId === undefined ? {} : { id: where.scoreRunId }),
    },
    orderBy: { id: 'desc' },
    include: { layerScores: { orderBy: { layerIndex: 'asc' } } },
  });
  if (run === null) return undefined;
  const means: Record<string, (number | null)[]> = {};
  for (const score of run.layerScores) {
    means[score.metric] ??= [];
    means[score.metric]?.push(score.mean);
  }
  return { scoreRunId: run.id, means, angularLastToken: run.angularLastToken as (number | null)[][], greedyOrder: run.greedyOrder };
}

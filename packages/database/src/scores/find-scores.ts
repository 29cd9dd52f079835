import { METRIC_ID } from '@lamina/metrics';
import { STRATEGY, type StrategyName } from '@lamina/plans';
import type { Database } from '../create-database.ts';
import type { EvolvedSet } from './save-score-run.ts';

/** The input for strategies: the means of a score run by metric id, and its angular matrix. */
export interface StoredScores {
  readonly scoreRunId: string;
  /** For example 'block-influence@1' → mean: float64[L], null where nothing was counted. */
  readonly means: Readonly<Record<string, readonly (number | null)[]>>;
  /** float64[L+1, L+1] */
  readonly angularLastToken: readonly (readonly (number | null)[])[];
  /** Layers in the order of greedy removal by loss; empty if it was not measured. */
  readonly greedyOrder: readonly number[];
  /** Layers in the order of iterative removal; empty if it was not measured. */
  readonly iterativeOrder: readonly number[];
  /** Layers that searches found best to remove together; empty if none ran. */
  readonly evolvedSets: readonly EvolvedSet[];
}

/** The search of a score job that a strategy takes its layers from, by the part of StoredScores that holds its result. */
const SEARCHES = {
  [STRATEGY.greedyLoss]: 'greedyOrder',
  [STRATEGY.iterate]: 'iterativeOrder',
  [STRATEGY.evolutionary]: 'evolvedSets',
} as const satisfies Partial<Record<StrategyName, keyof StoredScores>>;

export type NeededSearch = (typeof SEARCHES)[keyof typeof SEARCHES];

/** The searches that strategies need. */
export function neededSearches(strategies: readonly string[]): readonly NeededSearch[] {
  return Object.entries(SEARCHES)
    .filter(([name]) => strategies.includes(name))
    .map(([, search]) => search);
}

/** Which score run, and the data that it must have. */
export interface ScoresQuery {
  readonly revisionId: string;
  readonly studyId?: string;
  readonly scoreRunId?: string;
  readonly jobIds?: readonly string[];
  /** Metric for strategies, default block influence. */
  readonly metric?: string;
  /** Searches whose results are needed. */
  readonly searches?: readonly NeededSearch[];
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
  const run = await database.prisma.scoreRun.findFirst({
    where: {
      revisionId,
      importId: null,
      ...(studyId === undefined ? {} : { studyId }),
      ...(jobIds === undefined ? {} : { jobId: { in: [...jobIds] } }),
      ...(id === undefined ? {} : { id }),
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
  const { id: scoreRunId, greedyOrder, iterativeOrder } = run;
  return {
    ...{ scoreRunId, means, greedyOrder, iterativeOrder },
    angularLastToken: run.angularLastToken as (number | null)[][],
    // Null: no search ran.
    evolvedSets: (run.evolvedSets ?? []) as unknown as readonly EvolvedSet[],
  };
}

async function findCanonicalRun({ prisma }: Database, query: ScoresQuery): Promise<string | undefined> {
  const { revisionId, metric = METRIC_ID.blockInfluence, searches = [] } = query;
  const [row] = await prisma.$queryRaw<{ readonly id: string }[]>`
    SELECT sr."id" FROM lamina_canonical_score_runs() c JOIN "ScoreRun" sr ON sr."id" = c."scoreRunId"
    WHERE c."revisionId" = ${revisionId}::uuid AND c."metric" = ${metric} AND sr."importId" IS NULL
      AND (NOT ${searches.includes('greedyOrder')}::boolean OR cardinality(sr."greedyOrder") > 0)
      AND (NOT ${searches.includes('iterativeOrder')}::boolean OR cardinality(sr."iterativeOrder") > 0)
      AND (NOT ${searches.includes('evolvedSets')}::boolean OR sr."evolvedSets" IS NOT NULL)
    ORDER BY c."place" LIMIT 1`;
  return row?.id;
}

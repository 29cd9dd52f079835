import { averageScores, type BenchmarkRetention, listLeftOutAboveChance, withChanceSubtracted } from '@lamina/benchmarks';
import { averageIndependent, HEADLINE_FILTER, SCORE_METRICS } from '@lamina/metrics';
import { type Sql, sql } from '../rows/sql.ts';

/** The subject of an average: a pruning, or the dense model of a revision, in one lane (null = the lane with the most evaluations). */
export interface AveragesKey {
  readonly revisionKey: string;
  readonly pruningKey: string | null;
  readonly lane: string | null;
  /** Whether the retention is above chance. */
  readonly aboveChance: boolean;
}

/** The loader's key; equal keys are equal texts. */
export function encodeAveragesKey({ revisionKey, pruningKey, lane, aboveChance }: AveragesKey): string {
  return JSON.stringify([revisionKey, pruningKey, lane, aboveChance]);
}

/** The score of one subject on one benchmark. */
export interface CategoryScore extends BenchmarkRetention {
  readonly key: string;
  readonly category: string;
  readonly aboveChance: boolean;
  readonly value: number | null;
  readonly standardError: number | null;
}

/** Where a metric stands among the scores from 0 to 1, from 1 on; null for other metrics. */
const SCORE_PLACE = sql`array_position(${[...SCORE_METRICS]}::text[], split_part(e."metric", ',', 1))`;

/** The scores of many subjects: of each benchmark its headline metric (findHeadline of @lamina/benchmarks). @param keys made by encodeAveragesKey */
export function categoryScores(keys: readonly string[]): Sql {
  return sql`
    WITH asked AS (
      SELECT text AS "key", (text::jsonb ->> 0)::uuid AS "revisionId", (text::jsonb ->> 1)::uuid AS "pruningId", text::jsonb ->> 2 AS "lane",
        (text::jsonb ->> 3)::boolean AS "aboveChance"
      FROM unnest(${[...keys]}::text[]) AS text),
    placed AS (
      SELECT asked."key", asked."revisionId", asked."pruningId", asked."aboveChance", coalesce(asked."lane", (
        SELECT e."lane" FROM "Evaluation" e WHERE e."revisionId" = asked."revisionId" AND e."pruningId" IS NOT DISTINCT FROM asked."pruningId"
        GROUP BY e."lane" ORDER BY bool_and(e."importId" IS NOT NULL), count(*) DESC, e."lane" LIMIT 1)) AS "lane" FROM asked)
    SELECT DISTINCT ON (placed."key", b."name") placed."key", b."name" AS "benchmark", b."category", b."chance", placed."aboveChance", e."metric",
      CASE WHEN ${SCORE_PLACE} > 0 THEN e."value" END AS "value", CASE WHEN ${SCORE_PLACE} > 0 THEN e."standardError" END AS "standardError",
      e."retention", e."retentionStandardError", d."value" AS "denseValue", d."standardError" AS "denseStandardError"
    FROM placed JOIN "Evaluation" e ON e."revisionId" = placed."revisionId" AND e."pruningId" IS NOT DISTINCT FROM placed."pruningId"
      AND e."lane" = placed."lane" JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
    ORDER BY placed."key", b."name", ${SCORE_PLACE} NULLS LAST, split_part(e."metric", ',', 2) = ${HEADLINE_FILTER} DESC, e."id" DESC`;
}

/** The averages of one subject's scores per category, and over all benchmarks (last). */
export function averageByCategory(records: readonly CategoryScore[]) {
  const scores = records.map(({ benchmark, ...record }) => ({ ...record, task: benchmark }));
  return averageScores(scores).map(({ category, plain, standardError, chanceNormalised, tasks, withoutChance, leftOut }) => {
    const retentions = averageRetentions(records.filter(({ benchmark }) => tasks.includes(benchmark)));
    return { category, average: plain, standardError, chanceNormalised, ...retentions, benchmarks: tasks, withoutChance, leftOut };
  });
}

function averageRetentions(measured: readonly CategoryScore[]) {
  const aboveChance = measured.some((record) => record.aboveChance);
  const names = measured.map(({ benchmark }) => benchmark);
  const leftOutAboveChance = aboveChance ? listLeftOutAboveChance([measured], names) : [];
  const { cells } = aboveChance ? withChanceSubtracted({ cells: measured }) : { cells: measured };
  const kept = cells.filter(({ benchmark }) => !leftOutAboveChance.includes(benchmark));
  const { average, standardError } = averageIndependent(
    kept.map(({ retention, retentionStandardError }) => ({ value: retention, standardError: retentionStandardError })),
  );
  return { retention: average, retentionStandardError: standardError, leftOutAboveChance };
}

import { averageScores, type BenchmarkRetention, listLeftOutAboveChance, withChanceSubtracted } from '@lamina/benchmarks';
import { sql } from '@lamina/database';
import { averageIndependent, HEADLINE_FILTER, SCORE_METRICS } from '@lamina/metrics';
import DataLoader from 'dataloader';
import { Float } from 'type-graphql';
import type { SqlReader } from '../../data/sql-reader.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { LEFT_OUT_ABOVE_CHANCE } from '../vocabulary/above-chance.ts';

@outputType(
  'The average over the benchmarks of one category, or over all benchmarks. Two averages are comparable only over the same benchmarks, so the row lists them.',
)
export class CategoryAverage {
  @nullable(String, 'The category; null = all benchmarks.') readonly category!: string | null;
  @nullable(Float, 'Mean score, 0 to 1; each benchmark counts once; null if there is no benchmark.') readonly average!: number | null;
  @nullable(Float, 'Standard error of the mean; benchmarks are treated as independent.') readonly standardError!: number | null;
  @nullable(Float, 'Mean of (score − chance) / (1 − chance) over the benchmarks with a chance level: 0 = guessing, 1 = perfect.')
  readonly chanceNormalised!: number | null;
  @nullable(Float, 'Mean retention of the same benchmarks without leftOutAboveChance; null for the dense model.') readonly retention!:
    | number
    | null;
  @nullable(Float, 'Standard error of the mean retention; benchmarks are treated as independent.')
  readonly retentionStandardError!: number | null;
  @field([String], 'Names of the benchmarks in the mean.') readonly benchmarks!: readonly string[];
  @field([String], 'Benchmarks without a chance level; chanceNormalised leaves them out.') readonly withoutChance!: readonly string[];
  @field([String], LEFT_OUT_ABOVE_CHANCE) readonly leftOutAboveChance!: readonly string[];
  @field([String], 'Benchmarks of the category that have no score between 0 and 1 (perplexities). They are not part of any mean.')
  readonly leftOut!: readonly string[];
}

/** The subject of an average: a pruning, or the dense model of a revision, in one lane (null = the lane with the most evaluations). */
export interface AveragesKey {
  readonly revisionKey: string;
  readonly pruningKey: string | null;
  readonly lane: string | null;
  /** Whether the retention is above chance. */
  readonly aboveChance: boolean;
}

interface ScoreRecord extends BenchmarkRetention {
  readonly key: string;
  readonly category: string;
  readonly aboveChance: boolean;
  readonly value: number | null;
  readonly standardError: number | null;
}

/** The loader's key; equal keys are equal texts. */
export function encodeAveragesKey({ revisionKey, pruningKey, lane, aboveChance }: AveragesKey): string {
  return JSON.stringify([revisionKey, pruningKey, lane, aboveChance]);
}

/**
 * Averages per category and over all benchmarks, for many models in one statement. A benchmark contributes its headline metric (findHeadline of
 * @lamina/benchmarks) if that is a score. Other benchmarks are left out and listed.
 */
export function createCategoryAveragesLoader(sqlReader: SqlReader): DataLoader<string, readonly CategoryAverage[]> {
  return new DataLoader(async (keys) => {
    const records = await sqlReader.readRows<ScoreRecord>(sql`
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
      ORDER BY placed."key", b."name", ${SCORE_PLACE} NULLS LAST, split_part(e."metric", ',', 2) = ${HEADLINE_FILTER} DESC, e."id" DESC`);
    const byKey = Map.groupBy(records, ({ key }) => key);
    // What was not evaluated has no row.
    return keys.map((key) => toAverages(byKey.get(key) ?? []));
  });
}

/** Where a metric stands among the scores from 0 to 1, from 1 on; null for other metrics. */
const SCORE_PLACE = sql`array_position(${[...SCORE_METRICS]}::text[], split_part(e."metric", ',', 1))`;

function toAverages(records: readonly ScoreRecord[]): readonly CategoryAverage[] {
  const scores = records.map(({ benchmark, ...record }) => ({ ...record, task: benchmark }));
  return averageScores(scores).map(({ category, plain, standardError, chanceNormalised, tasks, withoutChance, leftOut }) => {
    const retentions = averageRetentions(records.filter(({ benchmark }) => tasks.includes(benchmark)));
    return { category, average: plain, standardError, chanceNormalised, ...retentions, benchmarks: tasks, withoutChance, leftOut };
  });
}

function averageRetentions(measured: readonly ScoreRecord[]) {
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

import type { PairedRetention } from '@lamina/benchmarks';
import { HEADLINE_OF_KIND } from '@lamina/metrics';
import { emptySql, rawSql, type Sql, sql } from '../rows/sql.ts';

/** Which prunings are compared, on their answers in one lane of evaluations. */
export interface PairedRetentionQuery {
  readonly lane: string;
  readonly baselinePruningKey: string;
  readonly pruningKeys: readonly string[];
  /** Whether the retentions are above chance. */
  readonly aboveChance: boolean;
}

/** A row of pairedRetentions. */
export interface PairedRetentionRow extends PairedRetention {
  /** Whether the benchmark has no retention above chance: chance is not known, or one of the dense models guesses. Its numbers mean nothing then. */
  readonly isLeftOut: boolean;
}

/**
 * Selects each pruned model and benchmark beside the baseline (PairedRetentionRow), over the documents that all four models answered.
 *
 * The difference of two ratios of means over the same documents. Its variance is that of the linearised terms u = (pruned − R·dense) / mean dense of
 * one model minus the same of the other, divided by n (delta method). So variation that the models share cancels. Above chance, the same holds for answers
 * minus chance; a dense model guesses under the rule of subtractChance (@lamina/benchmarks).
 */
export function pairedRetentions({ lane, baselinePruningKey, pruningKeys, aboveChance }: PairedRetentionQuery): Sql {
  const minusChance = aboveChance ? sql`- b."chance"` : emptySql;
  const isLeftOut = aboveChance ? sql`coalesce(${guesses('o')} OR ${guesses('a')}, true)` : sql`false`;
  return sql`
    WITH answers AS (
      SELECT m."slug", b."name" AS "benchmark", e."pruningId", e."benchmarkId", p."documentId", p."position", p."value" ${minusChance} AS "pruned", d."value" ${minusChance} AS "dense"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId"
      JOIN "ModelRevision" r ON r."id" = e."revisionId" JOIN "Model" m ON m."id" = r."modelId"
      JOIN "Sample" p ON p."evaluationId" = e."id" JOIN "Sample" d ON d."evaluationId" = e."denseId" AND d."position" = p."position"
      WHERE e."pruningId" = ANY(${[baselinePruningKey, ...pruningKeys]}::uuid[]) AND e."lane" = ${lane}
        AND b."kind" = 'multiple-choice' AND e."metric" = ${HEADLINE_OF_KIND['multiple-choice']}
        AND d."documentId" = p."documentId" AND p."value" IS NOT NULL AND d."value" IS NOT NULL
    ), pairs AS (
      SELECT o."slug", o."benchmark", o."pruned" AS "p", o."dense" AS "d", a."pruned" AS "q", a."dense" AS "e",
        sum(o."pruned") OVER w AS "sp", sum(o."dense") OVER w AS "sd", sum(a."pruned") OVER w AS "sq", sum(a."dense") OVER w AS "se", count(*) OVER w AS "n", ${isLeftOut} AS "isLeftOut"
      FROM answers a JOIN answers o ON o."benchmarkId" = a."benchmarkId" AND o."position" = a."position" AND o."documentId" = a."documentId"
      WHERE a."pruningId" = ${baselinePruningKey}::uuid AND o."pruningId" <> ${baselinePruningKey}::uuid
      WINDOW w AS (PARTITION BY o."slug", o."benchmark")
    )
    SELECT "slug", "benchmark", count(*)::int AS "documentCount", min("sq" / nullif("se", 0)) AS "baselineRetention", min("sp" / nullif("sd", 0)) AS "retention",
      stddev_samp(("p" - "sp" / nullif("sd", 0) * "d") * "n" / nullif("sd", 0) - ("q" - "sq" / nullif("se", 0) * "e") * "n" / nullif("se", 0)) / sqrt(count(*)) AS "standardError",
      bool_or("isLeftOut") AS "isLeftOut"
    FROM pairs WHERE "isLeftOut" OR ("sd" > 0 AND "se" > 0) GROUP BY "slug", "benchmark" ORDER BY "slug", "benchmark"`;
}

/** Whether a dense model's mean above chance is at most its standard error; a single document has none, which counts as 0. Null without chance. */
function guesses(alias: 'a' | 'o'): Sql {
  const dense = sql`${rawSql(alias)}."dense"`;
  return sql`avg(${dense}) OVER w <= coalesce(stddev_samp(${dense}) OVER w, 0) / sqrt(count(*) OVER w)`;
}

import { HEADLINE_OF_KIND } from '@lamina/metrics';
import { type Sql, sql } from '../sql.ts';

/** Which prunings are compared, on their answers in one lane of evaluations. */
export interface PairedRetentionQuery {
  readonly lane: string;
  readonly baselinePruningKey: string;
  readonly pruningKeys: readonly string[];
}

/**
 * Selects each pruned model and benchmark beside the baseline (PairedRetention of @lamina/benchmarks), over the documents that all four models answered.
 *
 * The difference of two ratios of means over the same documents. Its variance is that of the linearised terms u = (pruned − R·dense) / mean dense of
 * one model minus the same of the other, divided by n (delta method). So variation that the models share cancels.
 */
export function pairedRetentions({ lane, baselinePruningKey, pruningKeys }: PairedRetentionQuery): Sql {
  return sql`
    WITH answers AS (
      SELECT m."slug", b."name" AS "benchmark", e."pruningId", e."benchmarkId", p."documentId", p."position", p."value" AS "pruned", d."value" AS "dense"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId"
      JOIN "ModelRevision" r ON r."id" = e."revisionId" JOIN "Model" m ON m."id" = r."modelId"
      JOIN "Sample" p ON p."evaluationId" = e."id" JOIN "Sample" d ON d."evaluationId" = e."denseId" AND d."position" = p."position"
      WHERE e."pruningId" = ANY(${[baselinePruningKey, ...pruningKeys]}::uuid[]) AND e."lane" = ${lane}
        AND b."kind" = 'multiple-choice' AND e."metric" = ${HEADLINE_OF_KIND['multiple-choice']}
        AND d."documentId" = p."documentId" AND p."value" IS NOT NULL AND d."value" IS NOT NULL
    ), pairs AS (
      SELECT o."slug", o."benchmark", o."pruned" AS "p", o."dense" AS "d", a."pruned" AS "q", a."dense" AS "e",
        sum(o."pruned") OVER w AS "sp", sum(o."dense") OVER w AS "sd", sum(a."pruned") OVER w AS "sq", sum(a."dense") OVER w AS "se", count(*) OVER w AS "n"
      FROM answers a JOIN answers o ON o."benchmarkId" = a."benchmarkId" AND o."position" = a."position" AND o."documentId" = a."documentId"
      WHERE a."pruningId" = ${baselinePruningKey}::uuid AND o."pruningId" <> ${baselinePruningKey}::uuid
      WINDOW w AS (PARTITION BY o."slug", o."benchmark")
    )
    SELECT "slug", "benchmark", count(*)::int AS "documentCount", min("sq" / "se") AS "baselineRetention", min("sp" / "sd") AS "retention",
      stddev_samp(("p" - "sp" / "sd" * "d") * "n" / "sd" - ("q" - "sq" / "se" * "e") * "n" / "se") / sqrt(count(*)) AS "standardError"
    FROM pairs WHERE "sd" > 0 AND "se" > 0 GROUP BY "slug", "benchmark" ORDER BY "slug", "benchmark"`;
}

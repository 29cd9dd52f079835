import { type Sql, sql } from '../rows/sql.ts';

/** An evaluation with that of the dense model. */
export interface EvaluationPair {
  readonly key: string;
  readonly denseKey: string;
}

/**
 * Selects the scores of each evaluation beside those of the dense model (DocumentAnswers of @lamina/benchmarks). An evaluation has no row unless every answer
 * of both models is stored.
 *
 * The answers of one pair are read by themselves, as in repairDifferences.
 */
export function documentAnswers(pairs: readonly EvaluationPair[]): Sql {
  return sql`
    SELECT pair."key", pair."denseKey", answers.*
    FROM unnest(${pairs.map(({ key }) => key)}::uuid[], ${pairs.map(({ denseKey }) => denseKey)}::uuid[]) AS pair("key", "denseKey")
    JOIN "Evaluation" e ON e."id" = pair."key"
    CROSS JOIN LATERAL (
      SELECT md5(string_agg("documentId", ' ' ORDER BY "position")) AS "documents",
        array_agg("numerator" ORDER BY "position") AS "numerators", array_agg("denominator" ORDER BY "position") AS "denominators"
      FROM (
        SELECT s."documentId", s."position", s."value" AS "numerator", d."value" AS "denominator"
        FROM "Sample" s JOIN "Sample" d ON d."evaluationId" = pair."denseKey" AND d."position" = s."position" AND d."documentId" = s."documentId"
        WHERE s."evaluationId" = pair."key"
      ) AS answer
      HAVING count("numerator" + "denominator") = e."sampleCount"
    ) AS answers`;
}

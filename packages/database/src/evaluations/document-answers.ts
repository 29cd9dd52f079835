import { HEADLINE_OF_KIND } from '@lamina/metrics';
import { type Sql, sql } from '../rows/sql.ts';

/** An evaluation with that of the dense model. */
export interface EvaluationPair {
  readonly key: string;
  readonly denseKey: string;
}

/**
 * Selects the answers of each evaluation beside those of the dense model (DocumentAnswers of @lamina/benchmarks): scores, or, of word perplexities, the nats
 * that a document takes more and its words. An evaluation has no row unless every answer of both models is stored.
 *
 * The answers of one pair are read by themselves, as in repairDifferences.
 *
 * @param metric that of all pairs
 */
export function documentAnswers(pairs: readonly EvaluationPair[], metric: string): Sql {
  const isPerplexity = metric === HEADLINE_OF_KIND.perplexity;
  const numerator = isPerplexity ? sql`d."logLikelihoods"[1] - s."logLikelihoods"[1]` : sql`s."value"`;
  const denominator = isPerplexity ? sql`(s."metrics" ->> 'words')::float8` : sql`d."value"`;
  return sql`
    SELECT pair."key", pair."denseKey", answers.*
    FROM unnest(${pairs.map(({ key }) => key)}::uuid[], ${pairs.map(({ denseKey }) => denseKey)}::uuid[]) AS pair("key", "denseKey")
    JOIN "Evaluation" e ON e."id" = pair."key"
    CROSS JOIN LATERAL (
      SELECT md5(string_agg("documentId", ' ' ORDER BY "position")) AS "documents",
        array_agg("numerator" ORDER BY "position") AS "numerators", array_agg("denominator" ORDER BY "position") AS "denominators"
      FROM (
        SELECT s."documentId", s."position", ${numerator} AS "numerator", ${denominator} AS "denominator"
        FROM "Sample" s JOIN "Sample" d ON d."evaluationId" = pair."denseKey" AND d."position" = s."position" AND d."documentId" = s."documentId"
        WHERE s."evaluationId" = pair."key"
      ) AS answer
      HAVING count("numerator" + "denominator") = e."sampleCount"
    ) AS answers`;
}

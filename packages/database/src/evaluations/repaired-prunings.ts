import { HEADLINE_OF_KIND, NO_REPAIR } from '@lamina/metrics';
import { REMOVED_BLOCKS, REPAIR_KIND, SOLVING_OF_PRUNING } from '../prunings/pruning-columns.ts';
import { type Sql, sql } from '../rows/sql.ts';

/**
 * The removals of whole layers of a revision, by the protocol with most evaluations of repaired models: repaired ones, and the same removals alone.
 * Random draws are left out. Newest first.
 */
export function repairedPrunings(revisionKey: string, protocol: string | null): Sql {
  return sql`
    WITH own AS (
      SELECT p.*, ${REPAIR_KIND} AS "repairKind", ${REMOVED_BLOCKS} AS "removed" FROM "Pruning" p
      WHERE p."revisionId" = ${revisionKey}::uuid AND p."units" = ARRAY['block'] AND p."seed" IS NULL
    ), chosen AS (
      SELECT e."protocol" FROM own p JOIN "Evaluation" e ON e."pruningId" = p."id"
      WHERE p."repairKind" IS NOT NULL AND (${protocol}::text IS NULL OR e."protocol" = ${protocol}::text)
      GROUP BY e."protocol" ORDER BY count(*) DESC, e."protocol" LIMIT 1
    ), measured AS (
      SELECT e."pruningId", e."protocol", json_agg(json_build_object('benchmark', b."name", 'kind', b."kind", 'metric', e."metric", 'value', e."value",
        'standardError', e."standardError", 'retention', e."retention", 'retentionStandardError', e."retentionStandardError") ORDER BY b."name", e."id") AS "cells"
      FROM chosen JOIN "Evaluation" e ON e."protocol" = chosen."protocol" AND e."pruningId" IN (SELECT "id" FROM own)
      JOIN "Benchmark" b ON b."id" = e."benchmarkId"
      GROUP BY e."pruningId", e."protocol"
    )
    SELECT p."id" AS "key", measured."protocol", p."strategy", p."removed", coalesce(p."repairKind", ${NO_REPAIR}) AS "repair",
      ${SOLVING_OF_PRUNING}, (p."change" #>> '{repair,heldOutError}')::float8 AS "predictedError",
      CASE WHEN jsonb_typeof(p."change" #> '{repair,heldOutErrors}') = 'object'
        THEN json_build_object('all', p."change" #> '{repair,heldOutErrors,all}', 'noSinks', p."change" #> '{repair,heldOutErrors,no-sinks}') END AS "predictedErrors",
      measured."cells"
    FROM measured JOIN own p ON p."id" = measured."pruningId"
    WHERE p."repairKind" IS NOT NULL OR p."removed" IN (SELECT "removed" FROM own WHERE "repairKind" IS NOT NULL)
    ORDER BY p."id" DESC`;
}

/** An evaluation of a repaired removal beside that of the same removal alone. */
export interface RepairedEvaluation {
  /** Names both evaluations, which are stored once and do not change. */
  readonly pairKey: string;
  /** Key of the repaired pruning. */
  readonly key: string;
  readonly benchmark: string;
  readonly kind: keyof typeof HEADLINE_OF_KIND;
}

/** The headline evaluations of each pruning by a protocol beside those of the one that removes the same layers without a repair (RepairedEvaluation). */
export function repairedEvaluations(protocol: string, pairs: readonly { readonly key: string; readonly aloneKey: string }[]): Sql {
  return sql`
    SELECT e."id" || ${BETWEEN_KEYS} || o."id" AS "pairKey", pair."key", b."name" AS "benchmark", b."kind"
    FROM unnest(${pairs.map(({ key }) => key)}::uuid[], ${pairs.map(({ aloneKey }) => aloneKey)}::uuid[]) AS pair("key", "aloneKey")
    JOIN "Evaluation" e ON e."pruningId" = pair."key" AND e."protocol" = ${protocol}
    JOIN "Evaluation" o ON o."pruningId" = pair."aloneKey" AND o."protocol" = e."protocol" AND o."metric" = e."metric" AND o."benchmarkId" = e."benchmarkId"
    JOIN "Benchmark" b ON b."id" = e."benchmarkId"
    WHERE e."metric" = CASE b."kind" WHEN 'multiple-choice' THEN ${HEADLINE_OF_KIND['multiple-choice']}::text WHEN 'perplexity' THEN ${HEADLINE_OF_KIND.perplexity}::text END`;
}

const BETWEEN_KEYS = ' ';

/** A paired difference, by the key of a RepairedEvaluation. */
export interface RepairDifference {
  readonly key: string;
  readonly difference: number;
  readonly standardError: number | null;
}

/**
 * The paired differences of such evaluations (RepairDifference): of accuracy, and of the logarithm of perplexity. The latter is a ratio of sums over
 * texts, of the nats that they take more to their words, with the standard error of ratioOfSums (@lamina/benchmarks). A pair without common answers has
 * no row.
 *
 * The answers of one pair are averaged by themselves: joined with all pairs at once, PostgreSQL would read every answer that the database has.
 */
export function repairDifferences(pairKeys: readonly string[]): Sql {
  const ids = pairKeys.map((key) => key.split(BETWEEN_KEYS));
  return sql`
    WITH paired AS MATERIALIZED (
      SELECT e."id" || ${BETWEEN_KEYS} || pair."aloneId" AS "key", b."kind", pair."ownId", pair."aloneId"
      FROM unnest(${ids.map(([own]) => own)}::uuid[], ${ids.map(([, alone]) => alone)}::uuid[]) AS pair("ownId", "aloneId")
      JOIN "Evaluation" e ON e."id" = pair."ownId" JOIN "Benchmark" b ON b."id" = e."benchmarkId"
    )
    SELECT paired."key", answers."difference", answers."standardError"
    FROM paired CROSS JOIN LATERAL (
      SELECT avg(s."value" - a."value") AS "difference", stddev_samp(s."value" - a."value") / sqrt(count(*)) AS "standardError"
      FROM ${DOCUMENTS_OF_PAIR} AND s."value" IS NOT NULL AND a."value" IS NOT NULL HAVING count(*) > 0
    ) AS answers
    WHERE paired."kind" = 'multiple-choice'
    UNION ALL
    SELECT paired."key", texts."difference", texts."standardError"
    FROM paired CROSS JOIN LATERAL (
      SELECT min("ratio") AS "difference", stddev_samp("nats" - "ratio" * "words") * sqrt(count(*)) / sum("words") AS "standardError"
      FROM (
        SELECT "nats", "words", sum("nats") OVER () / sum("words") OVER () AS "ratio"
        FROM (
          SELECT a."logLikelihoods"[1] - s."logLikelihoods"[1] AS "nats", (s."metrics" ->> 'words')::float8 AS "words" FROM ${DOCUMENTS_OF_PAIR}
        ) AS text
        WHERE "nats" IS NOT NULL AND "words" > 0
      ) AS text
      HAVING count(*) > 0
    ) AS texts
    WHERE paired."kind" = 'perplexity'`;
}

/** The documents that both models of a row of `paired` answered. */
const DOCUMENTS_OF_PAIR = sql`"Sample" s JOIN "Sample" a ON a."evaluationId" = paired."aloneId" AND a."position" = s."position" AND a."documentId" = s."documentId"
      WHERE s."evaluationId" = paired."ownId"`;

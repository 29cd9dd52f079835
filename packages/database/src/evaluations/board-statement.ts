import type { Candidate } from '@lamina/benchmarks';
import { HEADLINE_OF_KIND } from '@lamina/metrics';
import { REPAIR_KIND } from '../prunings/pruning-columns.ts';
import { type Sql, sql } from '../rows/sql.ts';

/** An evaluated pruning of a current revision, with the facts of its model. */
export interface BoardCandidate extends Candidate {
  readonly slug: string;
  readonly name: string;
  readonly family: string;
}

/** SQL: models `m` with their prunings `p` of whole layers, without a repair. Quantized forms are left out: answers judge them. */
const PRUNED_MODELS = sql`"Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" AND m."derivedFromId" IS NULL
    JOIN "Pruning" p ON p."revisionId" = r."id" AND p."units" = ARRAY['block'] AND ${REPAIR_KIND} IS NULL`;

/** Protocols in which such prunings are evaluated: those with recorded models first, then by size. */
export function boardProtocols(): Sql {
  return sql`
    SELECT e."protocol" FROM ${PRUNED_MODELS} JOIN "Evaluation" e ON e."pruningId" = p."id"
    GROUP BY e."protocol" ORDER BY bool_and(e."importId" IS NOT NULL), bool_and(e."recordingId" IS NULL), count(*) DESC, e."protocol"`;
}

/** SQL: the metric that stands for a benchmark `b`; null where none does. */
const HEADLINE = sql`CASE b."kind" WHEN 'multiple-choice' THEN ${HEADLINE_OF_KIND['multiple-choice']}::text WHEN 'perplexity' THEN ${HEADLINE_OF_KIND.perplexity}::text END`;

/**
 * The evaluated prunings of every current revision by one protocol, each with its evaluations. The text of the scores is joined: the subquery
 * TEXT_OF_SCORES would run for each of many thousands of prunings.
 * @param strategy null = all
 */
export function boardCandidates(protocol: string, strategy: string | null): Sql {
  return sql`
    WITH measured AS (
      SELECT e."pruningId", json_agg(json_build_object('benchmark', b."name", 'kind', b."kind", 'source', b."source", 'metric', e."metric", 'value', e."value",
        'standardError', e."standardError", 'retention', e."retention", 'retentionStandardError', e."retentionStandardError", 'chance', b."chance",
        'denseValue', d."value", 'denseStandardError', d."standardError") ORDER BY b."name", e."id") AS "cells"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId" AND e."metric" = ${HEADLINE} LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
      WHERE e."protocol" = ${protocol} AND e."pruningId" IS NOT NULL
      GROUP BY e."pruningId"
    )
    SELECT p."id" AS "pruningKey", m."id" AS "modelKey", p."seed", p."removedCount", m."slug", m."name", f."slug" AS "family", p."strategy",
      p."removedBlockRatio" AS "removedRatio", p."createdAt", cs."slug" AS "chosenOn", CASE WHEN cs."id" IS NULL THEN '[]' ELSE
        json_build_array(json_build_object('text', cs."slug", 'source', coalesce(cs."source", cs."slug"))) END AS "read",
      m."trainingFacts" IS NOT NULL AS "knowsOneSource", measured."cells"
    FROM ${PRUNED_MODELS} JOIN measured ON measured."pruningId" = p."id" JOIN "ModelFamily" f ON f."id" = m."familyId"
    LEFT JOIN "ScoreRun" sr ON sr."id" = p."scoreRunId" LEFT JOIN "CalibrationConfig" cc ON cc."id" = sr."calibrationConfigId"
    LEFT JOIN "CalibrationSet" cs ON cs."id" = cc."calibrationSetId"
    WHERE ${strategy}::text IS NULL OR p."strategy" = ${strategy}::text
    ORDER BY m."id", p."removedBlockRatio", p."id"`;
}

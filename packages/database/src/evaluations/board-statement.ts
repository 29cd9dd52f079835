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

/**
 * The evaluated prunings of every current revision by one protocol, each with its scores, and with its losses on texts. The text of the scores is joined: the
 * subquery TEXT_OF_SCORES would run for each of many thousands of prunings.
 * @param strategy null = all
 */
export function boardCandidates(protocol: string, strategy: string | null): Sql {
  return sql`
    WITH measured AS (
      SELECT e."pruningId", json_agg(json_build_object('benchmark', b."name", 'metric', e."metric", 'value', e."value", 'standardError', e."standardError",
        'retention', e."retention", 'retentionStandardError', e."retentionStandardError", 'chance', b."chance", 'denseValue', d."value",
        'denseStandardError', d."standardError") ORDER BY b."name", e."id") AS "cells"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId" AND b."kind" = 'multiple-choice' AND e."metric" = ${HEADLINE_OF_KIND['multiple-choice']}
        LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
      WHERE e."protocol" = ${protocol} AND e."pruningId" IS NOT NULL
      GROUP BY e."pruningId"
    ), read AS (
      SELECT t."pruningId", json_agg(json_build_object('text', t."text", 'source', t."source", 'contextTokens', t."contextTokens", 'windows', t."windowCount",
        'tokens', t."tokenCount", 'logLoss', t."logLoss", 'standardError', t."standardError", 'changedWords', t."changedWords") ORDER BY t."text") AS "texts"
      FROM (SELECT DISTINCT ON ("pruningId", "text", "contextTokens") * FROM "TextEvaluation" WHERE "pruningId" IS NOT NULL
        ORDER BY "pruningId", "text", "contextTokens", "tokenCount" DESC, "id" DESC) t
      GROUP BY t."pruningId"
    )
    SELECT p."id" AS "pruningKey", m."id" AS "modelKey", p."seed", p."removedCount", m."slug", m."name", f."slug" AS "family", p."strategy",
      p."removedBlockRatio" AS "removedRatio", p."createdAt", cs."slug" AS "chosenOn", measured."cells", coalesce(read."texts", '[]') AS "texts"
    FROM ${PRUNED_MODELS} JOIN measured ON measured."pruningId" = p."id" LEFT JOIN read ON read."pruningId" = p."id"
    JOIN "ModelFamily" f ON f."id" = m."familyId"
    LEFT JOIN "ScoreRun" sr ON sr."id" = p."scoreRunId" LEFT JOIN "CalibrationConfig" cc ON cc."id" = sr."calibrationConfigId"
    LEFT JOIN "CalibrationSet" cs ON cs."id" = cc."calibrationSetId"
    WHERE ${strategy}::text IS NULL OR p."strategy" = ${strategy}::text
    ORDER BY m."id", p."removedBlockRatio", p."id"`;
}

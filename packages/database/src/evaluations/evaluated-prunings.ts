import type { ChosenCell, EvaluatedRemoval, TextWindows } from '@lamina/benchmarks';
import type { UnitKind } from '@lamina/plans';
import { IS_REMOVAL, REMOVED_UNIT_RATIO, REPAIR_KIND, TEXT_OF_SCORES, TEXTS_READ } from '../prunings/pruning-columns.ts';
import { isSameSet, type Sql, sql } from '../rows/sql.ts';

/** An evaluated pruning, with what the whole model reaches on each benchmark. */
export interface EvaluatedPruning extends EvaluatedRemoval {
  readonly cells: readonly ChosenCell[];
}

/** A pruning that was measured on a text. */
export interface ReadPruning extends EvaluatedRemoval {
  readonly text: TextWindows & { readonly source: string };
  /** Texts that chose it. */
  readonly read: readonly { readonly text: string; readonly source: string }[];
}

/** Protocols with evaluated prunings of a revision: measured protocols first, then by size. */
export function protocolsOfRevision(revisionKey: string): Sql {
  return sql`SELECT e."protocol" FROM "Evaluation" e WHERE e."revisionId" = ${revisionKey}::uuid AND e."pruningId" IS NOT NULL
    GROUP BY e."protocol" ORDER BY bool_and(e."importId" IS NOT NULL), count(*) DESC, e."protocol"`;
}

/** Which prunings are compared. */
interface ComparedPrunings {
  readonly revisionKey: string;
  readonly units: readonly UnitKind[];
}

/** SQL: an EvaluatedRemoval from the rows `p` of "Pruning" and `r` of "ModelRevision". */
const REMOVAL = sql`p."id" AS "key", p."strategy", p."seed", p."protectFirst", p."protectLast", p."change" -> 'remove' AS "remove", p."removedCount",
  p."scoreRunId" AS "scoreRunKey", ${TEXT_OF_SCORES} AS "chosenOn", ${REMOVED_UNIT_RATIO} AS "removedRatio"`;

/** SQL: whether the row `p` removes units of these kinds from a revision and repairs nothing. */
function isCompared({ revisionKey, units }: ComparedPrunings): Sql {
  return sql`p."revisionId" = ${revisionKey}::uuid AND ${isSameSet(sql`p."units"`, units)} AND ${REPAIR_KIND} IS NULL AND ${IS_REMOVAL}`;
}

/**
 * Every pruning of a revision of these units without a repair that was evaluated by a protocol, newest first.
 * @param benchmark null = all
 */
export function evaluatedPrunings(where: ComparedPrunings & { readonly protocol: string; readonly benchmark: string | null }): Sql {
  return sql`
    SELECT ${REMOVAL}, json_agg(json_build_object('key', e."id", 'denseKey', e."denseId", 'benchmark', b."name", 'chance', b."chance", 'metric', e."metric",
        'value', e."value", 'dense', d."value", 'denseStandardError', d."standardError", 'retention', e."retention",
        'retentionStandardError', e."retentionStandardError") ORDER BY b."name", e."id") AS "cells"
    FROM "Pruning" p JOIN "ModelRevision" r ON r."id" = p."revisionId" JOIN "Evaluation" e ON e."pruningId" = p."id" JOIN "Benchmark" b ON b."id" = e."benchmarkId"
    LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
    WHERE ${isCompared(where)} AND e."protocol" = ${where.protocol} AND (${where.benchmark}::text IS NULL OR b."name" = ${where.benchmark}::text)
    GROUP BY p."id", r."id" ORDER BY p."id" DESC`;
}

/** Every pruning of a revision of these units without a repair that was measured on a text, newest first, with its windows: by the most tokens. */
export function readPrunings(where: ComparedPrunings & { readonly text: string }): Sql {
  return sql`
    SELECT ${REMOVAL}, ${TEXTS_READ} AS "read", json_build_object('source', t."source", 'idsSha256', t."idsSha256", 'windows', (
        SELECT json_agg(json_build_object('whole', w."whole", 'changed', w."changed", 'tokens', w."tokens", 'positions', w."positions", 'agreeing', w."agreeing") ORDER BY w."place")
        FROM unnest(t."wholeNats", t."nats", t."tokens", t."positions", t."agreeing") WITH ORDINALITY AS w("whole", "changed", "tokens", "positions", "agreeing", "place")
      )) AS "text"
    FROM "Pruning" p JOIN "ModelRevision" r ON r."id" = p."revisionId" JOIN LATERAL (
      SELECT * FROM "TextEvaluation" one WHERE one."pruningId" = p."id" AND one."text" = ${where.text} ORDER BY one."tokenCount" DESC, one."id" DESC LIMIT 1
    ) t ON true
    WHERE ${isCompared(where)} ORDER BY p."id" DESC`;
}

/** Every removal of units from a revision with its losses on texts (ReadRemoval of @lamina/benchmarks), newest first: each loss by the most tokens. */
export function readRemovals(revisionKey: string): Sql {
  return sql`
    SELECT ${REMOVAL}, p."units", 1 - p."parametersAfter"::float8 / p."parametersBefore" AS "removedParameterRatio", ${TEXTS_READ} AS "read", CASE WHEN ${REPAIR_KIND} IS NOT NULL THEN json_build_object('kind', ${REPAIR_KIND}, 'source',
        coalesce((SELECT coalesce(cs."source", cs."slug") FROM "CalibrationSet" cs WHERE cs."slug" = p."change" #>> '{repair,setting,calibration}'), 'unknown')) END AS "repair",
      json_agg(json_build_object('text', t."text", 'source', t."source", 'contextTokens', t."contextTokens", 'windows', t."windowCount", 'tokens', t."tokenCount",
        'logLoss', t."logLoss", 'standardError', t."standardError", 'changedWords', t."changedWords") ORDER BY t."text") AS "texts"
    FROM "Pruning" p JOIN "ModelRevision" r ON r."id" = p."revisionId" JOIN (
      SELECT DISTINCT ON ("pruningId", "text", "contextTokens") * FROM "TextEvaluation" WHERE "revisionId" = ${revisionKey}::uuid AND "pruningId" IS NOT NULL
      ORDER BY "pruningId", "text", "contextTokens", "tokenCount" DESC, "id" DESC
    ) t ON t."pruningId" = p."id"
    WHERE ${IS_REMOVAL} GROUP BY p."id", r."id" ORDER BY p."id" DESC`;
}

import type { ChosenCell, EvaluatedRemoval } from '@lamina/benchmarks';
import type { UnitKind } from '@lamina/plans';
import { REPAIR_KIND, TEXT_OF_SCORES } from '../prunings/pruning-columns.ts';
import { isSameSet, type Sql, sql } from '../rows/sql.ts';

/** An evaluated pruning, with what the whole model reaches on each benchmark. */
export interface EvaluatedPruning extends EvaluatedRemoval {
  readonly cells: readonly ChosenCell[];
}

/** Protocols with evaluated prunings of a revision: measured protocols first, then by size. */
export function protocolsOfRevision(revisionKey: string): Sql {
  return sql`SELECT e."protocol" FROM "Evaluation" e WHERE e."revisionId" = ${revisionKey}::uuid AND e."pruningId" IS NOT NULL
    GROUP BY e."protocol" ORDER BY bool_and(e."importId" IS NOT NULL), count(*) DESC, e."protocol"`;
}

/** Which prunings are compared. */
export interface ComparedPrunings {
  readonly revisionKey: string;
  readonly protocol: string;
  /** Null = all benchmarks. */
  readonly benchmark: string | null;
  readonly units: readonly UnitKind[];
}

/** Every pruning of a revision of these units without a repair that was evaluated by a protocol, newest first. */
export function evaluatedPrunings(where: ComparedPrunings): Sql {
  return sql`
    SELECT p."id" AS "key", p."strategy", p."seed", p."protectFirst", p."protectLast", p."change" -> 'remove' AS "remove", p."removedCount",
      p."scoreRunId" AS "scoreRunKey", ${TEXT_OF_SCORES} AS "chosenOn",
      p."removedCount"::float8 / (min(r."blockCount") * cardinality(p."units")) AS "removedRatio",
      json_agg(json_build_object('key', e."id", 'denseKey', e."denseId", 'benchmark', b."name", 'chance', b."chance", 'metric', e."metric", 'value', e."value", 'dense', d."value",
        'denseStandardError', d."standardError", 'retention', e."retention", 'retentionStandardError', e."retentionStandardError") ORDER BY b."name", e."id") AS "cells"
    FROM "Pruning" p JOIN "ModelRevision" r ON r."id" = p."revisionId" JOIN "Evaluation" e ON e."pruningId" = p."id" JOIN "Benchmark" b ON b."id" = e."benchmarkId"
    LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
    WHERE p."revisionId" = ${where.revisionKey}::uuid AND e."protocol" = ${where.protocol} AND ${isSameSet(sql`p."units"`, where.units)}
      AND ${REPAIR_KIND} IS NULL AND (${where.benchmark}::text IS NULL OR b."name" = ${where.benchmark}::text)
    GROUP BY p."id" ORDER BY p."id" DESC`;
}

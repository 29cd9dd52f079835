import { type Sql, sql } from '../../database/sql.ts';
import type { Strategy } from '../pruning/strategy.ts';

/** One evaluated pruning, with one metric on each benchmark. */
export interface EvaluatedPruning {
  readonly pruningKey: string;
  readonly strategy: Strategy;
  readonly seed: number | null;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
  readonly removed: readonly number[];
  readonly removedCount: number;
  readonly removedBlockRatio: number;
  readonly cells: readonly EvaluatedCell[];
}

/** One benchmark of an evaluated pruning. */
export interface EvaluatedCell {
  readonly benchmark: string;
  readonly kind: string;
  readonly metric: string;
  readonly value: number;
  readonly retention: number | null;
  readonly retentionStandardError: number | null;
}

/** Lanes with evaluated prunings of a revision: those measured here first, then the largest. */
export function lanesOfRevision(revisionKey: string): Sql {
  return sql`SELECT e."lane" FROM "Evaluation" e WHERE e."revisionId" = ${revisionKey}::uuid AND e."pruningId" IS NOT NULL
    GROUP BY e."lane" ORDER BY bool_and(e."importId" IS NOT NULL), count(*) DESC, e."lane"`;
}

/** Every pruning of a revision that was evaluated in a lane, newest first; null benchmark = every one. */
export function evaluatedPrunings(where: { readonly revisionKey: string; readonly lane: string; readonly benchmark: string | null }): Sql {
  return sql`
    SELECT p."id" AS "pruningKey", p."strategy", p."seed", p."protectFirst", p."protectLast", p."removed", p."removedCount", p."removedBlockRatio",
      json_agg(json_build_object('benchmark', b."name", 'kind', b."kind", 'metric', e."metric", 'value', e."value", 'retention', e."retention",
        'retentionStandardError', e."retentionStandardError") ORDER BY b."name", e."id") AS "cells"
    FROM "Pruning" p JOIN "Evaluation" e ON e."pruningId" = p."id" JOIN "Benchmark" b ON b."id" = e."benchmarkId"
    WHERE p."revisionId" = ${where.revisionKey}::uuid AND e."lane" = ${where.lane}
      AND (${where.benchmark}::text IS NULL OR b."name" = ${where.benchmark}::text)
    GROUP BY p."id" ORDER BY p."id" DESC`;
}

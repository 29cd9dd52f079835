import type { EvaluatedCell, EvaluatedRemoval } from '@lamina/benchmarks';
import { type Sql, sql } from '../../data/sql.ts';

/** An evaluated pruning, with the kind of each of its benchmarks. */
export interface EvaluatedPruning extends EvaluatedRemoval {
  readonly cells: readonly (EvaluatedCell & { readonly kind: string })[];
}

/** Lanes with evaluated prunings of a revision: measured lanes first, then by size. */
export function lanesOfRevision(revisionKey: string): Sql {
  return sql`SELECT e."lane" FROM "Evaluation" e WHERE e."revisionId" = ${revisionKey}::uuid AND e."pruningId" IS NOT NULL
    GROUP BY e."lane" ORDER BY bool_and(e."importId" IS NOT NULL), count(*) DESC, e."lane"`;
}

/** Every pruning of a revision that was evaluated in a lane, newest first; null benchmark = all benchmarks. */
export function evaluatedPrunings(where: { readonly revisionKey: string; readonly lane: string; readonly benchmark: string | null }): Sql {
  return sql`
    SELECT p."id" AS "key", p."strategy", p."seed", p."protectFirst", p."protectLast", p."removed", p."removedBlockRatio",
      json_agg(json_build_object('benchmark', b."name", 'kind', b."kind", 'metric', e."metric", 'value', e."value", 'retention', e."retention",
        'retentionStandardError', e."retentionStandardError") ORDER BY b."name", e."id") AS "cells"
    FROM "Pruning" p JOIN "Evaluation" e ON e."pruningId" = p."id" JOIN "Benchmark" b ON b."id" = e."benchmarkId"
    WHERE p."revisionId" = ${where.revisionKey}::uuid AND e."lane" = ${where.lane}
      AND (${where.benchmark}::text IS NULL OR b."name" = ${where.benchmark}::text)
    GROUP BY p."id" ORDER BY p."id" DESC`;
}

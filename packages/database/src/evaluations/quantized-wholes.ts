import type { MeasuredQuantizedWhole } from '@lamina/benchmarks';
import { type Sql, sql } from '../rows/sql.ts';

/** A row of quantizedWholes. */
export type QuantizedWholeRow = MeasuredQuantizedWhole;

/**
 * Selects the quantized forms of a revision's model with the share of the original's bytes that their weights take, and their evaluations by a protocol
 * without removed layers, compared with the revision's own.
 *
 * The standard errors were stored with the evaluations, since the first sight of a leaderboard must not wait for answers to single documents.
 */
export function quantizedWholes(revisionKey: string, protocol: string): Sql {
  return formsOf(sql`${revisionKey}::uuid`, sql`${protocol}`);
}

/** The quantized forms of one revision that were evaluated by one protocol. */
export interface QuantizedWholesOfKey {
  readonly key: string;
  readonly forms: readonly QuantizedWholeRow[];
}

/** A revision and a protocol as a loader's key. */
export function encodeQuantizedKey({ revisionKey, protocol }: { readonly revisionKey: string; readonly protocol: string }): string {
  return JSON.stringify([revisionKey, protocol]);
}

/** The same of many revisions: QuantizedWholesOfKey. @param keys made by encodeQuantizedKey */
export function quantizedWholesOfKeys(keys: readonly string[]): Sql {
  const forms = formsOf(sql`(asked."key"::jsonb ->> 0)::uuid`, sql`asked."key"::jsonb ->> 1`);
  return sql`
    SELECT asked."key", (SELECT coalesce(json_agg(form), '[]') FROM (${forms}) AS form) AS "forms"
    FROM unnest(${[...keys]}::text[]) AS asked("key")`;
}

function formsOf(revisionKey: Sql, protocol: Sql): Sql {
  return sql`
    SELECT m."slug" AS "model", m."quantization" ->> 'precision' AS "precision",
      (m."quantization" ->> 'bytesAfter')::float8 / (m."quantization" ->> 'bytesBefore')::float8 AS "bytesRatio",
      json_agg(json_build_object('key', q."id", 'denseKey', d."id", 'benchmark', b."name", 'metric', q."metric", 'value', q."value", 'retention', q."value" / nullif(d."value", 0),
        'retentionStandardError', paired."standardError", 'chance', b."chance", 'denseValue', d."value", 'denseStandardError', d."standardError") ORDER BY b."name", q."id") AS "cells"
    FROM "ModelRevision" o JOIN "Model" m ON m."derivedFromId" = o."modelId"
    JOIN "Evaluation" q ON q."revisionId" = m."currentRevisionId" AND q."pruningId" IS NULL AND q."protocol" = ${protocol}
    JOIN "Benchmark" b ON b."id" = q."benchmarkId"
    CROSS JOIN LATERAL (
      SELECT e.* FROM "Evaluation" e
      WHERE e."revisionId" = o."id" AND e."pruningId" IS NULL AND e."protocol" = q."protocol" AND e."benchmarkId" = q."benchmarkId" AND e."metric" = q."metric"
      ORDER BY e."id" DESC LIMIT 1
    ) AS d
    LEFT JOIN "QuantizedRetention" paired ON paired."id" = q."id" AND paired."originalId" = d."id"
    WHERE o."id" = ${revisionKey} AND m."quantization" ? 'bytesAfter' AND (m."quantization" ->> 'bytesBefore')::float8 > 0
    GROUP BY m."id" ORDER BY m."slug"`;
}

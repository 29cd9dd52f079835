import { type Sql, sql } from '@lamina/database';
import { getAt } from '@lamina/errors';
import DataLoader from 'dataloader';
import { CUT } from '../../data/cut.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import type { Metric } from '../vocabulary/metric.ts';

/** The subject of a request for a canonical run. */
export interface CanonicalRunKey {
  readonly revisionKey: string;
  readonly metric: Metric;
  /** Name of a protocol; null = all. */
  readonly lane: string | null;
  /** Runs that were stored later are ignored; null = no limit. */
  readonly cut: Date | null;
}

/** The loader's key; equal keys are equal texts. */
export function encodeCanonicalRunKey({ revisionKey, metric, lane, cut }: CanonicalRunKey): string {
  return JSON.stringify([revisionKey, metric, lane, cut?.toISOString() ?? null]);
}

interface RunRecord {
  readonly key: string;
  readonly scoreRunKey: string;
}

/** Keys of canonical runs, for many models in one statement; null if the metric was not measured. lamina_canonical_score_runs implements the rule. */
export function createCanonicalRunLoader(sqlReader: SqlReader): DataLoader<string, string | null> {
  return new DataLoader(async (keys) => {
    const asked = keys.map((key) => JSON.parse(key) as readonly [string, string, string | null, string | null]);
    // All keys of one request have the same cut.
    const cut = getAt(asked, 0)[3];
    const revisions = [...new Set(asked.map(([revisionKey]) => revisionKey))];
    const records = await sqlReader.readRows<RunRecord>(sql`
      SELECT asked."key", c."scoreRunId" AS "scoreRunKey"
      FROM (SELECT text AS "key", (text::jsonb ->> 0)::uuid AS "revisionId", text::jsonb ->> 1 AS "metric", text::jsonb ->> 2 AS "lane"
        FROM unnest(${[...keys]}::text[]) AS text) AS asked
      JOIN lamina_canonical_score_runs(${cut === null ? CUT : new Date(cut)}) AS c
        ON c."revisionId" = asked."revisionId" AND c."metric" = asked."metric"
        AND CASE WHEN asked."lane" IS NULL THEN c."place" = 1 ELSE c."protocol" = asked."lane" AND c."placeInProtocol" = 1 END
      WHERE c."revisionId" = ANY(${revisions}::uuid[])`);
    const byKey = new Map(records.map(({ key, scoreRunKey }) => [key, scoreRunKey]));
    return keys.map((key) => byKey.get(key) ?? null);
  });
}

/** True for canonical runs, given the columns of revision, run and metric. A join would always rank the runs of all models; IS TRUE prevents it. */
export function isCanonical(revisionKey: Sql, scoreRunKey: Sql, metric: Sql): Sql {
  return sql`EXISTS (SELECT 1 FROM lamina_canonical_score_runs(${CUT}) c
    WHERE c."revisionId" = ${revisionKey} AND c."scoreRunId" = ${scoreRunKey} AND c."metric" = ${metric} AND c."place" = 1) IS TRUE`;
}

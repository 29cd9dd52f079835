import { sql } from '@lamina/database';
import { Z_95 } from '@lamina/metrics';
import type DataLoader from 'dataloader';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { VerificationState } from '../vocabulary/measurement.ts';

interface VerificationRecord {
  readonly key: string;
  readonly isInside: boolean | null;
}

/**
 * Whether imported evaluations agree with the scorer's newest evaluation of the same revision, pruning, benchmark, metric and shots; many in one
 * statement. If neither has a standard error, only equal numbers agree.
 */
export function createEvaluationVerificationLoader(sqlReader: SqlReader): DataLoader<string, VerificationState> {
  return createRowLoader(
    sqlReader,
    (keys) => sql`
      SELECT e."id" AS "key", abs(own."value" - e."value")
          <= 1e-9 + ${Z_95}::float8 * sqrt(power(coalesce(own."standardError", 0), 2) + power(coalesce(e."standardError", 0), 2)) AS "isInside"
      FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId"
      LEFT JOIN LATERAL (
        SELECT o."value", o."standardError" FROM "Evaluation" o JOIN "Benchmark" ob ON ob."id" = o."benchmarkId"
        WHERE o."revisionId" = e."revisionId" AND o."pruningId" IS NOT DISTINCT FROM e."pruningId" AND o."importId" IS NULL
          AND ob."name" = b."name" AND o."metric" = e."metric" AND o."shots" = e."shots"
        ORDER BY o."id" DESC LIMIT 1
      ) AS own ON true
      WHERE e."id" = ANY(${keys}::uuid[])`,
    (row: VerificationRecord | undefined) => toState(row?.isInside ?? null),
  );
}

function toState(isInside: boolean | null): VerificationState {
  if (isInside === null) return VerificationState.SELF_REPORTED;
  return isInside ? VerificationState.CONFIRMED : VerificationState.CONTRADICTED;
}

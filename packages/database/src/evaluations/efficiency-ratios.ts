import { rawSql, type Sql, sql } from '../rows/sql.ts';

/** A 95 % interval of a ratio. */
interface RatioInterval {
  readonly low: number;
  readonly high: number;
}

/** A row of ratiosOfEfficiencies: a pruned model ÷ the dense one, measured in the same way. Null where nothing was measured to compare with. */
export interface EfficiencyRatios {
  /** Key of the efficiency of the pruned model. */
  readonly key: string;
  /** Prompt tokens per second, measured alternately. */
  readonly prefillSpeedup: number | null;
  readonly prefillSpeedupInterval: RatioInterval | null;
  /** Generated tokens per second, measured alternately. */
  readonly decodeSpeedup: number | null;
  readonly decodeSpeedupInterval: RatioInterval | null;
  readonly peakMemoryRatio: number | null;
  /** Bytes of weights. */
  readonly weightsRatio: number | null;
}

/**
 * Selects the ratios of many efficiencies. Speed ratios are those that were measured alternately; memory and bytes use the newest dense row that was
 * measured in the same way. An efficiency with neither has no row.
 */
export function ratiosOfEfficiencies(keys: readonly string[]): Sql {
  return sql`
    SELECT x."id" AS "key", x."prefillRatio" AS "prefillSpeedup", ${intervalOf('prefill')} AS "prefillSpeedupInterval",
      x."decodeRatio" AS "decodeSpeedup", ${intervalOf('decode')} AS "decodeSpeedupInterval",
      x."peakMemoryBytes"::float8 / d."peakMemoryBytes" AS "peakMemoryRatio", x."weightsBytes"::float8 / d."weightsBytes" AS "weightsRatio"
    FROM "Efficiency" x LEFT JOIN LATERAL (
      SELECT o.* FROM "Efficiency" o WHERE o."revisionId" = x."revisionId" AND o."pruningId" IS NULL AND o."machineDigest" = x."machineDigest"
        AND o."batch" = x."batch" AND o."promptTokens" = x."promptTokens" AND o."generatedTokens" = x."generatedTokens"
      ORDER BY (o."jobId" = x."jobId") DESC NULLS LAST, o."id" DESC LIMIT 1) AS d ON true
    WHERE x."id" = ANY(${[...keys]}::uuid[]) AND (x."prefillRatio" IS NOT NULL OR d."id" IS NOT NULL)`;
}

function intervalOf(phase: 'prefill' | 'decode'): Sql {
  const [low, high] = [rawSql(`x."${phase}RatioLow"`), rawSql(`x."${phase}RatioHigh"`)];
  return sql`CASE WHEN ${low} IS NOT NULL AND ${high} IS NOT NULL THEN json_build_object('low', ${low}, 'high', ${high}) END`;
}

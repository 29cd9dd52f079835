import { sql } from '@lamina/database';
import type DataLoader from 'dataloader';
import { Float } from 'type-graphql';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { nullable, outputType } from '../../paging/field.ts';
import { NumberInterval, toInterval } from '../../paging/interval.type.ts';

@outputType(
  'Cost of a pruned model compared with the dense one. Both were measured with the same machine, device, provider, threads, batch and lengths.',
)
export class EfficiencyComparison {
  @nullable(Float, 'Prompt tokens per second ÷ those of the dense model, measured alternately: above 1 = faster; null if they were not.')
  readonly prefillSpeedup!: number | null;
  @nullable(NumberInterval, '95 % interval of prefillSpeedup. If it contains 1, no difference was shown.')
  readonly prefillSpeedupInterval!: NumberInterval | null;
  @nullable(
    Float,
    'Generated tokens per second ÷ those of the dense model, measured alternately; null if they were not, or if there is no cache.',
  )
  readonly decodeSpeedup!: number | null;
  @nullable(NumberInterval, '95 % interval of decodeSpeedup. If it contains 1, no difference was shown.')
  readonly decodeSpeedupInterval!: NumberInterval | null;
  @nullable(Float, 'Peak memory ÷ that of the dense model; null if no dense row was measured in the same way.')
  readonly peakMemoryRatio!: number | null;
  @nullable(Float, 'Bytes of weights ÷ those of the dense model; null if no dense row was measured in the same way.')
  readonly weightsRatio!: number | null;
}

interface ComparisonRecord extends Pick<EfficiencyComparison, 'prefillSpeedup' | 'decodeSpeedup' | 'peakMemoryRatio' | 'weightsRatio'> {
  readonly key: string;
  readonly prefillLow: number | null;
  readonly prefillHigh: number | null;
  readonly decodeLow: number | null;
  readonly decodeHigh: number | null;
}

/**
 * Efficiencies compared with the dense model, for many rows in one statement. Speed ratios are those that were measured alternately; memory and bytes
 * use the newest dense row measured in the same way. Null if there is neither.
 */
export function createEfficiencyComparisonLoader(sqlReader: SqlReader): DataLoader<string, EfficiencyComparison | null> {
  return createRowLoader(
    sqlReader,
    (keys) => sql`
      SELECT x."id" AS "key", x."prefillRatio" AS "prefillSpeedup", x."prefillRatioLow" AS "prefillLow", x."prefillRatioHigh" AS "prefillHigh",
        x."decodeRatio" AS "decodeSpeedup", x."decodeRatioLow" AS "decodeLow", x."decodeRatioHigh" AS "decodeHigh",
        x."peakMemoryBytes"::float8 / d."peakMemoryBytes" AS "peakMemoryRatio", x."weightsBytes"::float8 / d."weightsBytes" AS "weightsRatio"
      FROM "Efficiency" x LEFT JOIN LATERAL (
        SELECT o.* FROM "Efficiency" o WHERE o."revisionId" = x."revisionId" AND o."pruningId" IS NULL AND o."machineDigest" = x."machineDigest"
          AND o."batch" = x."batch" AND o."promptTokens" = x."promptTokens" AND o."generatedTokens" = x."generatedTokens"
        ORDER BY (o."jobId" = x."jobId") DESC NULLS LAST, o."id" DESC LIMIT 1) AS d ON true
      WHERE x."id" = ANY(${keys}::uuid[]) AND (x."prefillRatio" IS NOT NULL OR d."id" IS NOT NULL)`,
    (row: ComparisonRecord | undefined) => (row === undefined ? null : toComparison(row)),
  );
}

function toComparison({ prefillLow, prefillHigh, decodeLow, decodeHigh, key: _key, ...ratios }: ComparisonRecord): EfficiencyComparison {
  return {
    ...ratios,
    prefillSpeedupInterval: toInterval(prefillLow, prefillHigh),
    decodeSpeedupInterval: toInterval(decodeLow, decodeHigh),
  };
}

import DataLoader from 'dataloader';
import { Float } from 'type-graphql';
import { sql } from '../../data/sql.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { field, nullable, outputType } from '../../paging/field.ts';

@outputType(
  'What a pruned model costs beside the dense one, both measured by the same machine, device, provider, threads, batch and lengths.',
)
export class EfficiencyComparison {
  @field(Float, 'Prompt tokens per second / those of the dense model: above 1 = faster.') readonly prefillSpeedup!: number;
  @nullable(Float, 'Written tokens per second / those of the dense model; null for a model without caches.')
  readonly decodeSpeedup!: number | null;
  @field(Float, 'Largest memory / that of the dense model.') readonly peakMemoryRatio!: number;
  @field(Float, 'Bytes of weights / those of the dense model.') readonly weightsRatio!: number;
}

type ComparisonRecord = EfficiencyComparison & { readonly key: string };

/** Efficiencies beside the newest dense one that was measured alike; null where there is none. Many in one statement. */
export function createEfficiencyComparisonLoader(sqlReader: SqlReader): DataLoader<string, EfficiencyComparison | null> {
  return new DataLoader(async (keys) => {
    const records = await sqlReader.readRows<ComparisonRecord>(sql`
      SELECT x."id" AS "key", x."prefillTokensPerSecond" / d."prefillTokensPerSecond" AS "prefillSpeedup",
        x."decodeTokensPerSecond" / d."decodeTokensPerSecond" AS "decodeSpeedup",
        x."peakMemoryBytes"::float8 / d."peakMemoryBytes" AS "peakMemoryRatio", x."weightsBytes"::float8 / d."weightsBytes" AS "weightsRatio"
      FROM "Efficiency" x CROSS JOIN LATERAL (
        SELECT o.* FROM "Efficiency" o WHERE o."revisionId" = x."revisionId" AND o."pruningId" IS NULL AND o."machineDigest" = x."machineDigest"
          AND o."batch" = x."batch" AND o."promptTokens" = x."promptTokens" AND o."generatedTokens" = x."generatedTokens"
        ORDER BY (o."jobId" = x."jobId") DESC NULLS LAST, o."id" DESC LIMIT 1) AS d
      WHERE x."id" = ANY(${[...keys]}::uuid[])`);
    const byKey = new Map(records.map(({ key, ...comparison }) => [key, comparison]));
    return keys.map((key) => byKey.get(key) ?? null);
  });
}

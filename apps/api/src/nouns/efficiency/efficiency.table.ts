import { Conditions } from '../../data/conditions.ts';
import { parseOptionalGlobalId } from '../../data/global-id.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import { type StoredRuntime, toRuntime } from '../score-run/stored-provenance.ts';
import type { Efficiency } from './efficiency.type.ts';
import type { EfficiencyFilter } from './efficiency-filter.input.ts';

type EfficiencyRecord = Omit<Efficiency, 'runtime' | 'prefillTokensPerSecond' | 'decodeTokensPerSecond'> &
  StoredRuntime & {
    readonly prefill: number;
    readonly prefillLow: number;
    readonly prefillHigh: number;
    readonly decode: number | null;
    readonly decodeLow: number | null;
    readonly decodeHigh: number | null;
  };

const REMOVED_COUNT = sql`coalesce(p."removedCount", 0)`;

/** How efficiencies are read. */
export const EFFICIENCY_TABLE = defineNodeTable<'Efficiency', EfficiencyRecord>({
  name: 'Efficiency',
  columns: sql`x."id" AS "key", r."modelId" AS "modelKey", x."revisionId" AS "revisionKey", x."pruningId" AS "pruningKey", x."machine",
    x."machineDigest", ${REMOVED_COUNT} AS "removedCount", x."batch", x."promptTokens", x."generatedTokens", x."warmUps", x."repetitions",
    x."prefillTokensPerSecond" AS "prefill", x."prefillLow", x."prefillHigh", x."decodeTokensPerSecond" AS "decode", x."decodeLow", x."decodeHigh",
    x."peakMemoryBytes"::float8 AS "peakMemoryBytes", x."baseMemoryBytes"::float8 AS "baseMemoryBytes", x."weightsBytes"::float8 AS "weightsBytes",
    x."parameterCount"::float8 AS "parameterCount", x."cacheBytesPerToken", x."provider", x."device", x."providerFallback", x."runtimeVersion",
    x."threads", x."precision", x."createdAt"`,
  from: sql`"Efficiency" x JOIN "ModelRevision" r ON r."id" = x."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "Pruning" p ON p."id" = x."pruningId"`,
  key: sql`x."id"`,
  storedAt: sql`x."createdAt"`,
  links: {
    revision: { column: sql`x."revisionId"`, isCurrentOnly: false },
    pruning: { column: sql`x."pruningId"`, isCurrentOnly: false },
  },
  order: {
    REMOVED_COUNT: { expression: REMOVED_COUNT, type: 'int8', isNullable: false },
    BATCH: { expression: sql`x."batch"`, type: 'int8', isNullable: false },
    PREFILL: { expression: sql`x."prefillTokensPerSecond"`, type: 'float8', isNullable: false },
    DECODE: { expression: sql`x."decodeTokensPerSecond"`, type: 'float8', isNullable: true },
    PEAK_MEMORY: { expression: sql`x."peakMemoryBytes"`, type: 'int8', isNullable: false },
    CREATED_AT: { expression: sql`x."createdAt"`, type: 'timestamptz', isNullable: false },
    MODEL: { expression: sql`m."slug"`, type: 'text', isNullable: false },
  },
  defaultOrder: [
    { field: 'MODEL', direction: 'ASC' },
    { field: 'REMOVED_COUNT', direction: 'ASC' },
    { field: 'BATCH', direction: 'ASC' },
  ],
  currentCondition: isCurrentRevision(sql`x."revisionId"`),
  listConditions,
  toFields: (stored) => {
    const { prefill, prefillLow, prefillHigh, decode, decodeLow, decodeHigh, ...others } = stored;
    const { provider, device, providerFallback, runtimeVersion, threads, precision, ...record } = others;
    return {
      ...record,
      runtime: toRuntime({ provider, device, providerFallback, runtimeVersion, threads, precision }),
      prefillTokensPerSecond: { median: prefill, low: prefillLow, high: prefillHigh },
      decodeTokensPerSecond: decode === null ? null : { median: decode, low: decodeLow ?? decode, high: decodeHigh ?? decode },
    };
  },
});

function listConditions(filter: EfficiencyFilter): Conditions['list'] {
  const conditions = new Conditions()
    .anyOf(sql`m."slug"`, filter.models)
    .anyOf(sql`x."machine"`, filter.machines)
    .equals(sql`x."machineDigest"`, filter.machineDigest)
    .anyOf(sql`x."precision"`, filter.precisions)
    .equals(sql`x."batch"`, filter.batch)
    .range(REMOVED_COUNT, filter.removedCount)
    .equalsKey(sql`x."pruningId"`, parseOptionalGlobalId(filter.pruning, 'Pruning'));
  if (filter.dense === true) conditions.add(sql`x."pruningId" IS NULL`);
  if (filter.dense === false) conditions.add(sql`x."pruningId" IS NOT NULL`);
  return conditions.list;
}

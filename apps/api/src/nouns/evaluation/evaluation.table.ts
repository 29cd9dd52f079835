import { Conditions } from '../../data/conditions.ts';
import { parseOptionalGlobalId } from '../../data/global-id.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import { toInterval } from '../../paging/to-interval.ts';
import { type StoredProvenance, toProvenance } from '../score-run/stored-provenance.ts';
import type { Evaluation } from './evaluation.type.ts';
import type { EvaluationFilter } from './evaluation-filter.input.ts';
import type { DifferenceMethod } from './paired-difference.type.ts';

type EvaluationRecord = Omit<Evaluation, 'provenance' | 'difference'> & StoredProvenance & StoredDifference & { readonly source: string };

interface StoredDifference {
  readonly difference: number | null;
  readonly differenceStandardError: number | null;
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
  readonly differenceMethod: DifferenceMethod | null;
}

const REMOVED_COUNT = sql`coalesce(p."removedCount", 0)`;
const REMOVED_RATIO = sql`coalesce(p."removedBlockRatio", 0)`;

/** How evaluations are read. */
export const EVALUATION_TABLE = defineNodeTable<'Evaluation', EvaluationRecord>({
  name: 'Evaluation',
  columns: sql`e."id" AS "key", r."modelId" AS "modelKey", e."revisionId" AS "revisionKey", e."pruningId" AS "pruningKey",
    e."benchmarkId" AS "benchmarkKey", e."denseId" AS "denseKey", e."importId" AS "importKey", e."metric", e."shots", e."value", e."standardError", e."retention",
    e."retentionStandardError", e."sampleCount", e."difference", e."differenceStandardError", e."differenceLow", e."differenceHigh", e."differenceMethod", e."lostCount",
    e."gainedCount", e."mcNemarP", e."lane", e."provenance" AS "source", e."comparability", e."comparabilityDigest",
    e."provider", e."device", e."providerFallback", e."runtimeVersion", e."threads", e."precision", e."createdAt"`,
  from: sql`"Evaluation" e LEFT JOIN "ModelRevision" r ON r."id" = e."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Pruning" p ON p."id" = e."pruningId"`,
  key: sql`e."id"`,
  storedAt: sql`e."createdAt"`,
  links: {
    revision: { column: sql`e."revisionId"`, isCurrentOnly: false, constantOrder: ['MODEL'] },
    pruning: { column: sql`e."pruningId"`, isCurrentOnly: false, constantOrder: ['MODEL', 'REMOVED_COUNT'] },
    benchmark: { column: sql`e."benchmarkId"`, isCurrentOnly: true },
    job: { column: sql`e."jobId"`, isCurrentOnly: false },
    import: { column: sql`e."importId"`, isCurrentOnly: false },
  },
  order: {
    VALUE: { expression: sql`e."value"`, type: 'float8', isNullable: false },
    RETENTION: { expression: sql`e."retention"`, type: 'float8', isNullable: true },
    BENCHMARK: { expression: sql`b."name"`, type: 'text', isNullable: false },
    METRIC: { expression: sql`e."metric"`, type: 'text', isNullable: false },
    REMOVED_COUNT: { expression: REMOVED_COUNT, type: 'int8', isNullable: false },
    CREATED_AT: { expression: sql`e."createdAt"`, type: 'timestamptz', isNullable: false },
    MODEL: { expression: sql`m."slug"`, type: 'text', isNullable: false },
  },
  defaultOrder: [
    { field: 'MODEL', direction: 'ASC' },
    { field: 'BENCHMARK', direction: 'ASC' },
    { field: 'METRIC', direction: 'ASC' },
    { field: 'REMOVED_COUNT', direction: 'ASC' },
  ],
  currentCondition: isCurrentRevision(sql`e."revisionId"`),
  listConditions,
  toFields: ({ source, ...stored }) => {
    const { runtime, comparabilityKey, ...record } = toProvenance(stored);
    return { ...toDifference(record), provenance: { source, runtime, comparabilityKey } };
  },
});

function toDifference<Record extends StoredDifference>(record: Record) {
  const {
    difference: value,
    differenceStandardError: standardError,
    differenceLow,
    differenceHigh,
    differenceMethod: method,
    ...others
  } = record;
  const difference =
    value === null || method === null
      ? null
      : { value, standardError, confidenceInterval: toInterval(differenceLow, differenceHigh), method };
  return { ...others, difference };
}

function listConditions(filter: EvaluationFilter): Conditions['list'] {
  const conditions = new Conditions()
    .anyOf(sql`m."slug"`, filter.models)
    .anyOf(sql`b."name"`, filter.benchmarks)
    .anyOf(sql`e."metric"`, filter.metrics)
    .equals(sql`p."strategy"`, filter.strategy)
    .anyOf(sql`p."strategy"`, filter.strategies)
    .range(REMOVED_COUNT, filter.removedCount)
    .range(REMOVED_RATIO, filter.removedRatio)
    .equals(sql`e."lane"`, filter.lane)
    .equalsKey(sql`e."pruningId"`, parseOptionalGlobalId(filter.pruning, 'Pruning'));
  if (filter.dense === true) conditions.add(sql`e."pruningId" IS NULL`);
  if (filter.dense === false) conditions.add(sql`e."pruningId" IS NOT NULL`);
  return conditions.list;
}

import { sql } from '@lamina/database';
import { Int } from 'type-graphql';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, either, equals, orFormer, refersTo, within } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { IntRange } from '../../paging/range.input.ts';
import { runtimeColumnsOf, type StoredRuntime, toRuntime } from '../score-run/stored-provenance.ts';
import { Efficiency } from './efficiency.type.ts';

type StoredEfficiency = Omit<Efficiency, 'runtime' | 'prefillTokensPerSecond' | 'decodeTokensPerSecond'> &
  StoredRuntime & {
    readonly prefill: number;
    readonly prefillLow: number;
    readonly prefillHigh: number;
    readonly decode: number | null;
    readonly decodeLow: number | null;
    readonly decodeHigh: number | null;
  };

const REMOVED_COUNT = sql`coalesce(p."removedCount", 0)`;

/** Speed and memory of models. */
export const EFFICIENCIES = defineList({
  name: 'Efficiency',
  type: Efficiency,
  columns: {
    key: sql`x."id"`,
    modelKey: sql`r."modelId"`,
    revisionKey: sql`x."revisionId"`,
    pruningKey: sql`x."pruningId"`,
    removedCount: REMOVED_COUNT,
    ...columnsOf('x', 'machine', 'machineDigest', 'batch', 'promptTokens', 'generatedTokens', 'warmUps', 'repetitions', 'measuredAlone'),
    prefill: sql`x."prefillTokensPerSecond"`,
    decode: sql`x."decodeTokensPerSecond"`,
    ...columnsOf('x', 'prefillLow', 'prefillHigh', 'decodeLow', 'decodeHigh', 'cacheBytesPerToken'),
    peakMemoryBytes: sql`x."peakMemoryBytes"::float8`,
    baseMemoryBytes: sql`x."baseMemoryBytes"::float8`,
    weightsBytes: sql`x."weightsBytes"::float8`,
    parameterCount: sql`x."parameterCount"::float8`,
    ...runtimeColumnsOf('x'),
    ...timesOf('x', 'createdAt'),
  },
  from: sql`"Efficiency" x JOIN "ModelRevision" r ON r."id" = x."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "Pruning" p ON p."id" = x."pruningId"`,
  key: sql`x."id"`,
  storedAt: sql`x."createdAt"`,
  currentCondition: isCurrentRevision(sql`x."revisionId"`),
  links: { revision: { column: sql`x."revisionId"` }, pruning: { column: sql`x."pruningId"` } },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    machines: anyOf(String, sql`x."machine"`, 'Names of machines.'),
    machineDigest: equals(String, sql`x."machineDigest"`, 'Only rows with this machineDigest; these are comparable.'),
    precisions: anyOf(String, sql`x."precision"`, "Number formats of the weights, for example 'fp32' or 'int8'."),
    batch: equals(Int, sql`x."batch"`, 'Batch size: texts that run together.'),
    removedCount: within(IntRange, REMOVED_COUNT, 'Number of removed layers; 0 for dense rows.'),
    dense: either(sql`x."pruningId" IS NULL`, sql`x."pruningId" IS NOT NULL`, 'true = only dense models, false = only pruned ones.'),
    pruning: refersTo('Pruning', sql`x."pruningId"`, 'Global id of a pruning.'),
    allRevisions: orFormer('true = include rows of revisions that are no longer current.'),
  },
  order: {
    REMOVED_COUNT: by.whole(REMOVED_COUNT, 'Number of removed layers; 0 for dense rows.'),
    BATCH: by.whole(sql`x."batch"`, 'Batch size: texts that run together.'),
    PREFILL: by.number(sql`x."prefillTokensPerSecond"`, 'Prompt tokens per second.'),
    DECODE: by.number(sql`x."decodeTokensPerSecond"`, 'Generated tokens per second.', { isNullable: true }),
    PEAK_MEMORY: by.whole(sql`x."peakMemoryBytes"`, 'Peak resident memory.'),
    CREATED_AT: by.time(sql`x."createdAt"`, 'Time when it was stored.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  orderNote: 'Speeds of different machines are not comparable.',
  defaultOrder: { words: 'by model, removed count, batch', columns: [ascending('MODEL'), ascending('REMOVED_COUNT'), ascending('BATCH')] },
  toFields: toEfficiency,
});

function toEfficiency(stored: StoredEfficiency) {
  const { prefill, prefillLow, prefillHigh, decode, decodeLow, decodeHigh, ...others } = stored;
  const { provider, device, providerFallback, runtimeVersion, threads, precision, ...record } = others;
  return {
    ...record,
    runtime: toRuntime({ provider, device, providerFallback, runtimeVersion, threads, precision }),
    prefillTokensPerSecond: { median: prefill, low: prefillLow, high: prefillHigh },
    decodeTokensPerSecond: toSpread(decode, decodeLow, decodeHigh),
  };
}

/** A median with its range; all three are stored or none. */
function toSpread(median: number | null, low: number | null, high: number | null) {
  if (median === null) return null;
  if (low === null || high === null) throw new Error('An efficiency has a median without its range');
  return { median, low, high };
}

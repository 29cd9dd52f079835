import { sql } from '@lamina/database';
import { wilsonInterval } from '@lamina/metrics';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, either, equals, orFormer, refersTo, within } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { toInterval } from '../../paging/interval.type.ts';
import { ascending } from '../../paging/list-args.ts';
import { FloatRange, IntRange } from '../../paging/range.input.ts';
import { PRUNING_FILTERS } from '../pruning/pruning-filters.ts';
import { runtimeColumnsOf, type StoredProvenance, toProvenance } from '../score-run/stored-provenance.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { type ChangedAnswers, type DifferenceMethod, Evaluation } from './evaluation.type.ts';

type StoredEvaluation = Omit<Evaluation, 'provenance' | 'difference' | 'flips'> &
  StoredProvenance &
  StoredDifference & { readonly source: string };

interface StoredDifference {
  readonly difference: number | null;
  readonly differenceStandardError: number | null;
  readonly differenceLow: number | null;
  readonly differenceHigh: number | null;
  readonly differenceMethod: DifferenceMethod | null;
}

const REMOVED_COUNT = sql`coalesce(p."removedCount", 0)`;
const REMOVED_RATIO = sql`coalesce(p."removedBlockRatio", 0)`;

/** Evaluations. */
export const EVALUATIONS = defineList({
  name: 'Evaluation',
  type: Evaluation,
  columns: {
    key: sql`e."id"`,
    modelKey: sql`r."modelId"`,
    revisionKey: sql`e."revisionId"`,
    pruningKey: sql`e."pruningId"`,
    benchmarkKey: sql`e."benchmarkId"`,
    denseKey: sql`e."denseId"`,
    importKey: sql`e."importId"`,
    recordingKey: sql`e."recordingId"`,
    source: sql`e."provenance"`,
    ...columnsOf('e', 'metric', 'shots', 'value', 'standardError', 'retention', 'retentionStandardError', 'sampleCount'),
    ...columnsOf('e', 'difference', 'differenceStandardError', 'differenceLow', 'differenceHigh', 'differenceMethod'),
    ...columnsOf('e', 'lostCount', 'gainedCount', 'mcNemarP', 'lane', 'comparability', 'comparabilityDigest'),
    ...runtimeColumnsOf('e'),
    ...timesOf('e', 'createdAt'),
  },
  from: sql`"Evaluation" e LEFT JOIN "ModelRevision" r ON r."id" = e."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Pruning" p ON p."id" = e."pruningId"`,
  key: sql`e."id"`,
  storedAt: sql`e."createdAt"`,
  currentCondition: isCurrentRevision(sql`e."revisionId"`),
  links: {
    revision: { column: sql`e."revisionId"`, constantOrder: ['MODEL'] },
    pruning: { column: sql`e."pruningId"`, constantOrder: ['MODEL', 'REMOVED_COUNT'] },
    benchmark: { column: sql`e."benchmarkId"`, isCurrentOnly: true },
    job: { column: sql`e."jobId"` },
    import: { column: sql`e."importId"` },
  },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    benchmarks: anyOf(String, sql`b."name"`, 'Names of benchmarks.'),
    metrics: anyOf(String, sql`e."metric"`, 'Names of metrics.'),
    strategy: equals(Strategy, sql`p."strategy"`, 'Strategy of the pruning; excludes dense rows.'),
    strategies: anyOf(Strategy, sql`p."strategy"`, 'Any of these strategies; excludes dense rows.'),
    ...PRUNING_FILTERS,
    removedCount: within(IntRange, REMOVED_COUNT, 'Number of removed units; 0 for dense rows.'),
    removedRatio: within(FloatRange, REMOVED_RATIO, 'Share of removed layers (by blocks); 0 for dense rows.'),
    lane: equals(String, sql`e."lane"`, 'Only this lane.'),
    dense: either(sql`e."pruningId" IS NULL`, sql`e."pruningId" IS NOT NULL`, 'true = only dense models, false = only pruned ones.'),
    pruning: refersTo('Pruning', sql`e."pruningId"`, 'Global id of a pruning.'),
    allRevisions: orFormer('true = include evaluations of revisions that are no longer current.'),
  },
  order: {
    VALUE: by.number(sql`e."value"`, 'Value.'),
    RETENTION: by.number(sql`e."retention"`, 'Retention; dense rows come last.', { isNullable: true }),
    BENCHMARK: by.text(sql`b."name"`, 'Name of the benchmark.'),
    METRIC: by.text(sql`e."metric"`, 'Name of the metric.'),
    REMOVED_COUNT: by.whole(REMOVED_COUNT, 'Number of removed units; 0 for dense rows.'),
    CREATED_AT: by.time(sql`e."createdAt"`, 'Time when it was stored.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  defaultOrder: {
    words: 'by model, benchmark, metric, removed count',
    columns: [ascending('MODEL'), ascending('BENCHMARK'), ascending('METRIC'), ascending('REMOVED_COUNT')],
  },
  toFields: ({ source, ...stored }: StoredEvaluation) => {
    const { runtime, comparabilityKey, ...record } = toProvenance(stored);
    return { ...toDifference(record), flips: toFlips(record), provenance: { source, runtime, comparabilityKey } };
  },
});

function toFlips({
  lostCount,
  gainedCount,
  sampleCount,
}: Pick<StoredEvaluation, 'lostCount' | 'gainedCount' | 'sampleCount'>): ChangedAnswers | null {
  if (lostCount === null || gainedCount === null || sampleCount === 0) return null;
  const count = lostCount + gainedCount;
  return { share: count / sampleCount, confidenceInterval: wilsonInterval(count, sampleCount) };
}

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

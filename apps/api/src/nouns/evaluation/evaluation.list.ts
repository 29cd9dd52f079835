import { canShowLoss, intervalOfTask, measureTaskLoss } from '@lamina/benchmarks';
import { sql } from '@lamina/database';
import { isAccuracy, isScore, wilsonInterval, Z_95 } from '@lamina/metrics';
import { columnsOf, intervalOf, objectOf, objectWhere, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, either, equals, orFormer, within } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { FloatRange, IntRange } from '../../paging/range.input.ts';
import { PRUNING_FILTERS } from '../pruning/pruning-filters.ts';
import { comparabilityKeyOf, runtimeOf } from '../score-run/provenance.type.ts';
import { VerificationState } from '../vocabulary/measurement.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { type ChangedAnswers, Evaluation, type RetentionAboveChance } from './evaluation.type.ts';

type StoredEvaluation = Omit<Evaluation, 'flips' | 'retentionAboveChance' | 'judges'> & {
  /** Read only for the fields judges and retentionAboveChance. */
  readonly score?: StoredScore;
};

/** The score of the whole model; null if it was not measured. */
interface StoredScore {
  readonly dense: number | null;
  readonly denseStandardError: number | null;
  readonly chance: number | null;
}

const SCORE = { dense: sql`d."value"`, denseStandardError: sql`d."standardError"`, chance: sql`b."chance"` };
const REMOVED_COUNT = sql`coalesce(p."removedCount", 0)`;
const REMOVED_RATIO = sql`coalesce(p."removedBlockRatio", 0)`;

/**
 * Whether an imported evaluation agrees with the scorer's newest one of the same revision, pruning, benchmark, metric and shots. If neither has a standard
 * error, only equal numbers agree.
 */
const VERIFICATION = sql`CASE WHEN e."importId" IS NULL THEN ${VerificationState.MEASURED} ELSE coalesce((
  SELECT CASE WHEN abs(o."value" - e."value")
      <= 1e-9 + ${Z_95}::float8 * sqrt(power(coalesce(o."standardError", 0), 2) + power(coalesce(e."standardError", 0), 2))
    THEN ${VerificationState.CONFIRMED} ELSE ${VerificationState.CONTRADICTED} END
  FROM "Evaluation" o JOIN "Benchmark" ob ON ob."id" = o."benchmarkId"
  WHERE o."revisionId" = e."revisionId" AND o."pruningId" IS NOT DISTINCT FROM e."pruningId" AND o."importId" IS NULL
    AND ob."name" = b."name" AND o."metric" = e."metric" AND o."shots" = e."shots"
  ORDER BY o."id" DESC LIMIT 1
), ${VerificationState.SELF_REPORTED}) END`;

/** Evaluations. */
export const EVALUATIONS = defineList({
  name: 'Evaluation',
  type: Evaluation,
  columns: {
    modelKey: sql`r."modelId"`,
    pruningKey: sql`e."pruningId"`,
    benchmarkKey: sql`e."benchmarkId"`,
    denseKey: sql`e."denseId"`,
    recordingKey: sql`e."recordingId"`,
    ...columnsOf('e', 'metric', 'shots', 'value', 'standardError', 'retention', 'retentionStandardError', 'sampleCount'),
    ...columnsOf('e', 'lostCount', 'gainedCount', 'mcNemarP'),
    lane: sql`e."protocol"`,
    ...timesOf('e', 'createdAt'),
  },
  fieldColumns: {
    retentionAboveChance: { score: objectOf(SCORE) },
    judges: { score: objectOf(SCORE) },
    verification: { verification: VERIFICATION },
    provenance: {
      provenance: objectOf({ source: sql`e."provenance"`, runtime: runtimeOf('e'), comparabilityKey: comparabilityKeyOf('e') }),
    },
    difference: {
      difference: objectWhere(sql`e."difference" IS NOT NULL AND e."differenceMethod" IS NOT NULL`, {
        value: sql`e."difference"`,
        standardError: sql`e."differenceStandardError"`,
        confidenceInterval: intervalOf(sql`e."differenceLow"`, sql`e."differenceHigh"`),
        method: sql`e."differenceMethod"`,
      }),
    },
  },
  from: sql`"Evaluation" e LEFT JOIN "ModelRevision" r ON r."id" = e."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Pruning" p ON p."id" = e."pruningId"
    LEFT JOIN "Evaluation" d ON d."id" = e."denseId"`,
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
    lane: equals(String, sql`e."protocol"`, 'Only this protocol.'),
    dense: either(sql`e."pruningId" IS NULL`, 'true = only dense models, false = only pruned ones.'),
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
  toFields: (stored: StoredEvaluation) => ({
    ...stored,
    judges: judgesChange(stored),
    flips: toFlips(stored),
    retentionAboveChance: toAboveChance(stored),
  }),
});

/** Whether the benchmark can show a loss of the model. */
function judgesChange({ score, metric, pruningKey }: StoredEvaluation): boolean | null {
  if (pruningKey === null || score === undefined || !isScore(metric)) return null;
  const { dense, ...others } = score;
  return dense !== null && canShowLoss({ dense, ...others });
}

/** 1 − the task loss of answers, so that no list calls good what an answer calls bad. */
function toAboveChance({ score, metric, retention, retentionStandardError, sampleCount }: StoredEvaluation): RetentionAboveChance | null {
  const { chance = null, dense = null, denseStandardError = null } = score ?? {}; // Read only for this field.
  if (chance === null || dense === null || retention === null || !isAccuracy(metric)) return null;
  const paired = { retention, retentionStandardError, documents: sampleCount };
  const loss = measureTaskLoss(metric, { dense, denseStandardError, chance, ...paired });
  if (loss === null) return null;
  const interval = intervalOfTask(loss);
  const confidenceInterval = interval && { low: 1 - interval.high, high: 1 - interval.low };
  return { value: 1 - loss.loss, standardError: loss.standardError, confidenceInterval };
}

function toFlips({ lostCount, gainedCount, sampleCount }: StoredEvaluation): ChangedAnswers | null {
  if (lostCount === null || gainedCount === null || sampleCount === 0) return null;
  const count = lostCount + gainedCount;
  return { share: count / sampleCount, confidenceInterval: wilsonInterval(count, sampleCount) };
}

import type { MetricComparison } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import type { Benchmark, Evaluation, Prisma } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { type Fence, withFence } from '../jobs/fence.ts';
import { digestOf } from '../rows/digest-of.ts';
import { type RuntimeRecord, runtimeColumnsOf } from '../rows/runtime-record.ts';
import { pairQuantizedForms } from './pair-quantized-forms.ts';

/** A benchmark in one version. */
type BenchmarkRecord = Readonly<Omit<Benchmark, 'id' | 'createdAt'>>;

/** Comparison of a metric with the dense model's, document by document. */
type PairedRecord = Omit<MetricComparison, 'metric' | 'filter'>;

/** One metric of one benchmark. */
export interface NewMetric {
  readonly metric: string;
  readonly value: number;
  readonly standardError: number | null;
  /** Null for the dense model, and if there is no dense result. */
  readonly paired: PairedRecord | null;
}

/** A model's answer to one document. */
export interface NewSample {
  readonly documentId: string;
  readonly logLikelihoods: readonly number[];
  readonly gold: number | null;
  readonly metrics: Readonly<Record<string, number>>;
}

/** A model's result on one benchmark; it is stored as one row per metric. */
export interface NewEvaluation {
  readonly revisionId: string;
  /** null = the dense model. */
  readonly pruningId: string | null;
  readonly benchmark: BenchmarkRecord;
  readonly shots: number;
  readonly protocol: string;
  readonly comparability: Readonly<Record<string, unknown>>;
  readonly runtime: RuntimeRecord;
  readonly metrics: readonly NewMetric[];
  readonly samples: readonly NewSample[];
}

/**
 * Stores one model's results on some benchmarks with all samples, in one transaction. Rows that an earlier attempt stored do not change.
 * Refuses with ATTEMPT_LOST.
 */
export function saveEvaluations(database: Database, fence: Fence, evaluations: readonly NewEvaluation[]): Promise<void> {
  return withFence(database, fence, async (transaction) => {
    const stored: string[] = [];
    for (const evaluation of evaluations) {
      const ids = await saveEvaluation(transaction, fence, evaluation);
      if (evaluation.pruningId === null) stored.push(...ids);
    }
    await pairQuantizedForms(transaction, stored);
  });
}

/** Returns the ids of the stored rows. */
async function saveEvaluation(transaction: Transaction, fence: Fence, evaluation: NewEvaluation): Promise<readonly string[]> {
  const { name, version, digest, ...facts } = evaluation.benchmark;
  const benchmark = await transaction.benchmark.upsert({
    where: { name_version_digest: { name, version, digest } },
    create: evaluation.benchmark,
    update: facts,
  });
  const stored: string[] = [];
  for (const metric of evaluation.metrics) {
    const key = { benchmarkId: benchmark.id, revisionId: evaluation.revisionId, metric: metric.metric, protocol: evaluation.protocol };
    const digestOfRow = digestOfEvaluation({ ...key, pruningId: evaluation.pruningId });
    const found = await transaction.evaluation.findUnique({ where: { digest: digestOfRow }, select: { id: true } });
    if (found !== null) continue;
    const dense =
      evaluation.pruningId === null
        ? null
        : await transaction.evaluation.findFirst({ where: { ...key, pruningId: null }, select: { id: true } });
    const row = { ...rowOf(evaluation, metric), ...key, digest: digestOfRow, denseId: dense?.id ?? null };
    const { id } = await transaction.evaluation.create({ data: { ...row, jobId: fence.jobId, attempt: fence.attempt } });
    await transaction.sample.createMany({
      data: evaluation.samples.map(({ documentId, logLikelihoods, gold, metrics }, position) => ({
        evaluationId: id,
        documentId,
        position,
        logLikelihoods: [...logLikelihoods],
        gold,
        value: metrics[metric.metric] ?? null,
        metrics,
      })),
    });
    stored.push(id);
  }
  return stored;
}

/** The identity of an evaluation: it is stored once. */
export type EvaluationIdentity = Readonly<Pick<Evaluation, 'benchmarkId' | 'revisionId' | 'pruningId' | 'metric' | 'protocol'>>;

export function digestOfEvaluation({ benchmarkId, revisionId, pruningId, metric, protocol }: EvaluationIdentity): string {
  return digestOf({ benchmarkId, revisionId, pruningId, metric, protocol });
}

function rowOf(evaluation: NewEvaluation, metric: NewMetric) {
  const { samples } = evaluation;
  // Perplexities and bits per byte come from summed log-likelihoods; every other metric is the mean of its samples.
  const values = samples.map(({ metrics }) => metrics[metric.metric]).filter((value) => value !== undefined);
  const isMeanOfSamples = values.length === samples.length && !/perplexity$|^bits_per_byte$/.test(metric.metric);
  return {
    pruningId: evaluation.pruningId,
    shots: evaluation.shots,
    value: metric.value,
    standardError: metric.standardError,
    sum: sumOf(isMeanOfSamples ? values : samples.map(({ logLikelihoods }) => getAt(logLikelihoods, 0))),
    sampleCount: samples.length,
    ...pairedColumnsOf(metric.paired),
    comparability: evaluation.comparability as Prisma.InputJsonObject,
    comparabilityDigest: digestOf(evaluation.comparability),
    ...runtimeColumnsOf(evaluation.runtime),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function pairedColumnsOf(paired: PairedRecord | null) {
  const { difference = null, changed = null } = paired ?? {};
  return {
    retention: paired?.retention ?? null,
    retentionStandardError: paired?.retentionStandardError ?? null,
    difference: difference?.value ?? null,
    differenceStandardError: difference?.standardError ?? null,
    differenceLow: difference?.interval?.low ?? null,
    differenceHigh: difference?.interval?.high ?? null,
    differenceMethod: difference?.method ?? null,
    lostCount: changed?.lost ?? null,
    gainedCount: changed?.gained ?? null,
    mcNemarP: paired?.mcNemarP ?? null,
  };
}

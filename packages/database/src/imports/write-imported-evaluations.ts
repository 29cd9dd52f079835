import { Z_95 } from '@lamina/metrics';
import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../connection/create-database.ts';
import { pairQuantizedForms } from '../evaluations/pair-quantized-forms.ts';
import type { NewSample } from '../evaluations/save-evaluation.ts';
import { digestOf } from '../rows/digest-of.ts';

/** One imported metric of one benchmark. */
export interface ImportedEvaluation {
  readonly benchmark: { readonly name: string; readonly version: string; readonly kind: string };
  readonly metric: string;
  readonly shots: number;
  readonly value: number;
  readonly standardError: number | null;
  /** 0 if it is not known. */
  readonly sampleCount: number;
  readonly protocol: string;
  readonly comparability: Readonly<Record<string, unknown>>;
  /** Program that measured, with its version. */
  readonly tool: string;
  readonly precision: string;
  /** The answers, document by document; undefined if they are not known. */
  readonly samples?: readonly ImportedSampleRow[];
}

/** One document of an imported evaluation. */
export interface ImportedSampleRow extends NewSample {
  /** Value of the evaluation's metric; null for metrics that are not a mean over documents. */
  readonly value: number | null;
}

/** The subject of imported evaluations. */
export interface EvaluatedModel {
  readonly importId: string;
  readonly revisionId: string;
  /** null = the dense model. */
  readonly pruningId: string | null;
}

/** The documents of an imported benchmark are not known, so its row says so and never equals another benchmark's row. */
const UNKNOWN_DIGEST = 'unknown';
/** The provider of results that this platform did not measure. */
const EXTERNAL = 'external';

/**
 * Writes imported evaluations. Retention is computed against the newest dense evaluation of the same protocol, with a paired standard error if both have
 * samples of the same documents.
 */
export async function writeImportedEvaluations(
  transaction: Transaction,
  model: EvaluatedModel,
  evaluations: readonly ImportedEvaluation[],
): Promise<void> {
  const stored: string[] = [];
  for (const { benchmark, comparability, tool, samples = [], ...evaluation } of evaluations) {
    const benchmarkId = await saveBenchmark(transaction, benchmark, evaluation.sampleCount);
    const key = { benchmarkId, revisionId: model.revisionId, metric: evaluation.metric, protocol: evaluation.protocol };
    const dense =
      model.pruningId === null
        ? null
        : await transaction.evaluation.findFirst({ where: { ...key, pruningId: null }, orderBy: { id: 'desc' } });
    const { id } = await transaction.evaluation.create({
      data: {
        ...model,
        ...evaluation,
        benchmarkId,
        digest: digestOf({ ...key, pruningId: model.pruningId, importId: model.importId }),
        sum: evaluation.value * evaluation.sampleCount,
        denseId: dense?.id ?? null,
        retention: dense === null || dense.value === 0 ? null : evaluation.value / dense.value,
        comparability: comparability as Prisma.InputJsonObject,
        comparabilityDigest: digestOf(comparability),
        provider: EXTERNAL,
        runtimeVersion: tool,
        threads: 0,
        provenance: 'lm-eval-results',
      },
      select: { id: true },
    });
    await transaction.sample.createMany({
      data: samples.map(({ logLikelihoods, ...sample }, position) => ({
        ...sample,
        logLikelihoods: [...logLikelihoods],
        evaluationId: id,
        position,
      })),
    });
    if (dense !== null && samples.length > 0) await pairWithDense(transaction, id, dense.id);
    if (model.pruningId === null) stored.push(id);
  }
  await pairQuantizedForms(transaction, stored);
}

/**
 * The standard errors of retention R = mean(pruned) / mean(dense) and of the difference of the means, document by document. The standard error of R
 * is that of the mean of (pruned − R · dense) / mean(dense). Left out if the two have different documents or no values per document.
 */
async function pairWithDense(transaction: Transaction, id: string, denseId: string): Promise<void> {
  await transaction.$executeRaw`
    WITH pairs AS (
      SELECT p."value" AS pruned, other."value" AS dense, e."retention"
      FROM "Evaluation" e JOIN "Sample" p ON p."evaluationId" = e."id"
        JOIN "Sample" other ON other."evaluationId" = ${denseId}::uuid AND other."documentId" = p."documentId"
      WHERE e."id" = ${id}::uuid AND p."value" IS NOT NULL AND other."value" IS NOT NULL),
    spread AS (
      SELECT count(*) AS n, avg(pruned - dense) AS difference, stddev_samp(pruned - dense) / sqrt(count(*)) AS error,
        stddev_samp(pruned - "retention" * dense) / sqrt(count(*)) / nullif(abs(avg(dense)), 0) AS "retentionError"
      FROM pairs)
    UPDATE "Evaluation" SET "retentionStandardError" = spread."retentionError", "difference" = spread.difference,
      "differenceStandardError" = spread.error, "differenceLow" = spread.difference - ${Z_95} * spread.error,
      "differenceHigh" = spread.difference + ${Z_95} * spread.error, "differenceMethod" = 'paired-normal'
    FROM spread WHERE "id" = ${id}::uuid AND spread.error IS NOT NULL
      AND spread.n = (SELECT count(*) FROM "Sample" WHERE "evaluationId" = ${denseId}::uuid) AND spread.n = "sampleCount"`;
}

async function saveBenchmark(
  transaction: Transaction,
  { name, version, kind }: ImportedEvaluation['benchmark'],
  documentCount: number,
): Promise<string> {
  const key = { name, version, digest: UNKNOWN_DIGEST };
  const { id } = await transaction.benchmark.upsert({
    where: { name_version_digest: key },
    create: { ...key, kind, category: 'self-reported', description: `${name}, as it was imported.`, documentCount },
    update: {},
    select: { id: true },
  });
  return id;
}

import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../create-database.ts';
import { digestOf } from '../digest-of.ts';

/** One metric of one benchmark as somebody else measured it. */
export interface ImportedEvaluation {
  readonly benchmark: { readonly name: string; readonly version: string; readonly kind: string };
  readonly metric: string;
  readonly shots: number;
  readonly value: number;
  readonly standardError: number | null;
  /** 0 where it is not known. */
  readonly sampleCount: number;
  readonly lane: string;
  readonly comparability: Readonly<Record<string, unknown>>;
  /** Program that measured, with its version. */
  readonly tool: string;
  readonly precision: string;
}

/** What imported evaluations are about. */
export interface EvaluatedModel {
  readonly importId: string;
  readonly revisionId: string;
  /** null = the dense model. */
  readonly pruningId: string | null;
}

/** The documents of an imported benchmark are not known: its row says so, and is no other benchmark's. */
const UNKNOWN_DIGEST = 'unknown';
/** The provider of results that this platform did not measure. */
const EXTERNAL = 'external';

/** Writes imported evaluations; retention is against the newest dense evaluation of the same lane, without a paired error. */
export async function writeImportedEvaluations(
  transaction: Transaction,
  model: EvaluatedModel,
  evaluations: readonly ImportedEvaluation[],
): Promise<void> {
  for (const { benchmark, comparability, tool, ...evaluation } of evaluations) {
    const benchmarkId = await saveBenchmark(transaction, benchmark, evaluation.sampleCount);
    const key = { benchmarkId, revisionId: model.revisionId, metric: evaluation.metric, lane: evaluation.lane };
    const dense =
      model.pruningId === null
        ? null
        : await transaction.evaluation.findFirst({ where: { ...key, pruningId: null }, orderBy: { id: 'desc' } });
    await transaction.evaluation.create({
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
    });
  }
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

import type { TaskEvaluation } from '@lamina/benchmarks';
import { splitMetricKey } from '@lamina/metrics';
import type { Database } from '../connection/create-database.ts';

/** The dense model's result on a benchmark by a protocol, with its samples in order; undefined if there is none. */
export async function findDenseEvaluation(
  database: Database,
  where: { readonly revisionId: string; readonly benchmarkDigest: string; readonly protocol: string },
): Promise<TaskEvaluation | undefined> {
  const rows = await database.prisma.evaluation.findMany({
    where: { revisionId: where.revisionId, pruningId: null, protocol: where.protocol, benchmark: { digest: where.benchmarkDigest } },
    include: { benchmark: true },
    orderBy: { id: 'asc' },
  });
  const [first] = rows;
  if (first === undefined) return undefined;
  const samples = await database.prisma.sample.findMany({ where: { evaluationId: first.id }, orderBy: { position: 'asc' } });
  return {
    task: first.benchmark.name,
    version: first.benchmark.version,
    category: first.benchmark.category,
    // Names of metrics are stored as they were measured.
    metrics: rows.map(
      ({ metric, value, standardError }) => ({ ...splitMetricKey(metric), value, standardError }) as TaskEvaluation['metrics'][number],
    ),
    sampleCount: first.sampleCount,
    samples: samples.map(({ documentId, logLikelihoods, gold, metrics }) => ({
      documentId,
      logLikelihoods,
      gold,
      metrics: metrics as Record<string, number>,
    })),
  };
}

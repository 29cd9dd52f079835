import { MAX_SAMPLES } from '@lamina/benchmarks';
import { createRefusal, type Refuse } from '@lamina/errors';
import { sampleMean, splitMetricKey } from '@lamina/metrics';
import type { TaskSamples } from '@lamina/uploads';
import type { ImportedEvaluation, ImportedSampleRow } from './write-imported-evaluations.ts';

const refuse: Refuse = createRefusal('The results cannot be imported');

/** The mean of the same numbers in another order differs only by rounding. */
const TOLERANCE = 1e-6;
/** Metrics computed from sums over all documents, so no document has its own value. */
const NO_MEAN = /perplexity|bits_per_byte/;

/**
 * The evaluations, with the samples of their tasks if they are given. @throws AppError BAD_USER_INPUT for samples of a task that is not in the
 * results, or samples whose mean differs from the result and so belong to another run.
 */
export function attachSamples(evaluations: readonly ImportedEvaluation[], inputs: readonly TaskSamples[]): readonly ImportedEvaluation[] {
  const filesOf = new Map(inputs.map(({ task, samples }) => [task, samples]));
  if (filesOf.size < inputs.length) refuse('two samples files are for the same task');
  const count = [...filesOf.values()].reduce((sum, samples) => sum + samples.length, 0);
  if (count > MAX_SAMPLES) refuse(`the samples files hold ${count} lines; the limit is ${MAX_SAMPLES}`);
  const unknown = [...filesOf.keys()].find((task) => evaluations.every(({ benchmark }) => benchmark.name !== task));
  if (unknown !== undefined) refuse(`the results hold no task "${unknown.slice(0, 100)}" that samples are given for`);
  return evaluations.map((evaluation) => {
    const { metric, filter } = splitMetricKey(evaluation.metric);
    // Samples need not be given for every task.
    const lines = (filesOf.get(evaluation.benchmark.name) ?? []).filter((sample) => sample.filter === filter);
    if (lines.length === 0) return evaluation;
    const samples = lines.map(({ documentId, logLikelihoods, gold, values }) => ({
      documentId,
      logLikelihoods,
      gold,
      value: NO_MEAN.test(metric) ? null : (values[metric] ?? null),
      metrics: values,
    }));
    checkSamples(evaluation, samples);
    return { ...evaluation, sampleCount: samples.length, samples };
  });
}

function checkSamples({ benchmark, metric, value, sampleCount }: ImportedEvaluation, samples: readonly ImportedSampleRow[]): void {
  const place = `${benchmark.name} ${metric}`;
  if (new Set(samples.map(({ documentId }) => documentId)).size < samples.length) refuse(`the samples of ${place} name a document twice`);
  if (sampleCount > 0 && sampleCount !== samples.length)
    refuse(`${place} has ${sampleCount} documents, but ${samples.length} samples are given`);
  const values = samples.flatMap((sample) => (sample.value === null ? [] : [sample.value]));
  if (values.length < samples.length) return;
  const mean = sampleMean(values);
  if (Math.abs(mean - value) > TOLERANCE)
    refuse(`the samples of ${place} have the mean ${mean}, but the results say ${value}, so they are from another run`);
}

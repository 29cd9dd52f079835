import type { TaskEvaluation } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { NO_FILTER, sampleMean, standardErrorOfMean } from '@lamina/metrics';

/**
 * A result on texts with the divergence from the whole model as one more metric, kl_divergence: the mean over documents, in nats per token.
 * @param divergences float64[documents]; null adds nothing
 */
export function addDivergence(evaluation: TaskEvaluation, divergences: readonly number[] | null): TaskEvaluation {
  if (divergences === null) return evaluation;
  const value = sampleMean(divergences);
  const standardError = divergences.length > 1 ? standardErrorOfMean(divergences) : null;
  return {
    ...evaluation,
    metrics: [...evaluation.metrics, { metric: 'kl_divergence', filter: NO_FILTER, value, standardError }],
    samples: evaluation.samples.map((sample, place) => ({
      ...sample,
      metrics: { ...sample.metrics, kl_divergence: getAt(divergences, place) },
    })),
  };
}

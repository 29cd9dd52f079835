import type { Response, TaskEvaluation } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { type MetricName, NO_FILTER, sampleMean, standardErrorOfMean } from '@lamina/metrics';
import type { TextDifference } from './answer-diverging.ts';

/** The name of each difference among a task's metrics. */
const NAMES = {
  divergence: 'kl_divergence',
  acceptance: 'acceptance',
  top1Agreement: 'top1_agreement',
} as const satisfies Readonly<Record<keyof TextDifference, MetricName>>;

/**
 * A result on texts with what the harness does not report: the perplexity per token, and how far the model is from the whole one: means over documents.
 * @param differences null for the whole model itself, and where they were not measured
 */
export function addTextMeasures(
  evaluation: TaskEvaluation,
  responses: readonly Response[],
  differences: readonly TextDifference[] | null,
): TaskEvaluation {
  const tokens = responses.map((response) => response.tokens);
  const nats = responses.reduce((total, { logLikelihood }) => total - logLikelihood, 0);
  const value = Math.exp(nats / tokens.reduce((total, each) => total + each, 0));
  const perToken = Number.isFinite(value) ? [{ metric: 'token_perplexity' as const, filter: NO_FILTER, value, standardError: null }] : [];
  const others = (differences === null ? [] : Object.entries(NAMES)).map(([name, metric]) => {
    const values = (differences ?? []).map((each) => each[name as keyof TextDifference]); // null has no names
    return { metric, values };
  });
  return {
    ...evaluation,
    metrics: [
      ...evaluation.metrics,
      ...perToken,
      ...others.map(({ metric, values }) => ({
        metric,
        filter: NO_FILTER,
        value: sampleMean(values),
        standardError: values.length > 1 ? standardErrorOfMean(values) : null,
      })),
    ],
    samples: evaluation.samples.map((sample, place) => ({
      ...sample,
      metrics: {
        ...sample.metrics,
        tokens: getAt(tokens, place),
        ...Object.fromEntries(others.map(({ metric, values }) => [metric, getAt(values, place)])),
      },
    })),
  };
}

import type { MetricName } from '@lamina/metrics';

/** The metric of a perplexity text that says how far the predictions are from those of the dense model. */
export const DIVERGENCE: MetricName = 'kl_divergence';

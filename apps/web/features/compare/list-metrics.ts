import type { ScoredModelFragment } from '../../generated/graphql.ts';
import { type CompareMetric, METRIC, METRICS } from './compare-params.ts';

/**
 * The metrics that all models have. Blocks without halves, and score runs from before halves were measured, have no influence of halves; the other
 * metrics are in every score run.
 */
export function listMetrics(models: readonly Pick<ScoredModelFragment, 'attentionRun' | 'mlpRun'>[]): readonly CompareMetric[] {
  const missing = new Set<CompareMetric>([
    ...(models.every(({ attentionRun }) => attentionRun !== null) ? [] : [METRIC.attentionInfluence]),
    ...(models.every(({ mlpRun }) => mlpRun !== null) ? [] : [METRIC.mlpInfluence]),
  ]);
  return METRICS.filter((metric) => !missing.has(metric));
}

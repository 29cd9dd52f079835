import type { MetricSpec } from './metric-spec.ts';
import type { Task } from './task.ts';

/**
 * The default metrics of a kind of task.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/registry.py, DEFAULT_METRIC_REGISTRY.
 */
export const DEFAULT_METRICS: Readonly<Record<Task['kind'], readonly MetricSpec[]>> = {
  'multiple-choice': [{ metric: 'acc' }, { metric: 'acc_norm' }],
  continuation: [{ metric: 'perplexity' }, { metric: 'acc' }],
  perplexity: [{ metric: 'word_perplexity' }, { metric: 'byte_perplexity' }, { metric: 'bits_per_byte' }],
  generation: [{ metric: 'exact_match' }],
};

import type { MetricName } from '@lamina/metrics';

/** One metric over all documents of a task. */
export interface MetricValue {
  readonly metric: MetricName;
  /** The filter that read the answers; `NO_FILTER` if there was none. */
  readonly filter: string;
  readonly value: number;
  /** In the metric's unit; null with a single document. */
  readonly standardError: number | null;
}

/** A model's answer to one document, stored for paired statistics. */
export interface SampleEvaluation {
  readonly documentId: string;
  /** float64[choices] in nats, or one entry for a text or continuation; empty for a generated answer. */
  readonly logLikelihoods: number[];
  /** The correct choice; null for documents without choices. */
  readonly gold: number | null;
  /**
   * The contribution of this document by metric name; if several filters read generated answers: `metric,filter`. acc, acc_norm, acc_bytes and
   * exact_match: 0 or 1 (or a probability). rouge1: 0..1. perplexity: the log-likelihood in nats. Perplexity documents: bits_per_byte, words and
   * bytes.
   */
  readonly metrics: Record<string, number>;
  /** Whether greedy decoding gives each choice. */
  readonly isGreedy?: readonly boolean[];
  /** The generated text. */
  readonly generated?: string;
  /** The result of each filter. */
  readonly filtered?: Readonly<Record<string, string>>;
  /** The reference answers for the comparison. */
  readonly references?: readonly string[];
}

/** A model's result on one task. */
export interface TaskEvaluation {
  readonly task: string;
  readonly version: string;
  readonly category: string;
  readonly metrics: readonly MetricValue[];
  /** Number of evaluated documents. */
  readonly sampleCount: number;
  readonly samples: readonly SampleEvaluation[];
}

/** The key of a metric in `SampleEvaluation.metrics`: the metric's name, followed by the filter if several filters read the answers. */
export function sampleKeyOf(metric: MetricName, filter: string, filterCount: number): string {
  return filterCount > 1 ? `${metric},${filter}` : metric;
}

/** How many filters read the answers of an evaluation. */
export function countFilters({ metrics }: Pick<TaskEvaluation, 'metrics'>): number {
  return new Set(metrics.map(({ filter }) => filter)).size;
}

import type { MetricName } from '@lamina/metrics';

/** One metric over all documents of a task. */
export interface MetricValue {
  readonly metric: MetricName;
  /** How answers were read first; `NO_FILTER` where they were not. */
  readonly filter: string;
  readonly value: number;
  /** In the metric's unit; null with a single document. */
  readonly standardError: number | null;
}

/** What a model answered to one document, kept for paired statistics. */
export interface SampleEvaluation {
  readonly documentId: string;
  /** float64[choices] in nats, or one entry for a text or continuation; empty for a written answer. */
  readonly logLikelihoods: number[];
  /** The right choice; null for documents without choices. */
  readonly gold: number | null;
  /**
   * What this document adds, by metric name; written answers read by several filters: `metric,filter`. acc, acc_norm, acc_bytes and
   * exact_match: 0 or 1 (or a probability). rouge1: 0..1. perplexity: the log-likelihood in nats. Perplexity documents: bits_per_byte, words and bytes.
   */
  readonly metrics: Record<string, number>;
  /** Whether each choice was the likeliest text of its length. */
  readonly isGreedy?: readonly boolean[];
  /** What the model wrote. */
  readonly generated?: string;
  /** What each filter made of it. */
  readonly filtered?: Readonly<Record<string, string>>;
  /** The acceptable answers it was compared with. */
  readonly references?: readonly string[];
}

/** A model's result on one task. */
export interface TaskEvaluation {
  readonly task: string;
  readonly version: string;
  readonly category: string;
  readonly metrics: readonly MetricValue[];
  /** Documents evaluated. */
  readonly sampleCount: number;
  readonly samples: readonly SampleEvaluation[];
}

/** The key of a metric in `SampleEvaluation.metrics`: the metric's name, followed by the filter where answers are read by several. */
export function sampleKeyOf(metric: MetricName, filter: string, filterCount: number): string {
  return filterCount > 1 ? `${metric},${filter}` : metric;
}

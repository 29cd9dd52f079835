/** The metrics a task may report. acc and acc_norm: 0..1, higher is better. Perplexities: ≥ 0, lower is better. */
export type MetricName = 'acc' | 'acc_norm' | 'word_perplexity' | 'byte_perplexity' | 'bits_per_byte';

/** One metric over all documents of a task. */
export interface MetricValue {
  readonly metric: MetricName;
  readonly value: number;
  /** In the metric's unit; null with a single document. */
  readonly standardError: number | null;
}

/** What a model answered to one document, kept for paired statistics. */
export interface SampleEvaluation {
  readonly documentId: string;
  /** float64[choices] in nats, or one entry for a perplexity document. */
  readonly logLikelihoods: number[];
  /** The right choice; null for a perplexity document. */
  readonly gold: number | null;
  /** acc and acc_norm as 0 or 1; or bits_per_byte, words and bytes of a perplexity document. */
  readonly metrics: Record<string, number>;
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

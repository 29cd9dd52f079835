import type { MetricName } from '@lamina/metrics';

/** What is ignored when a written answer is compared with the references. */
export interface ExactMatchOptions {
  readonly ignoreCase?: boolean;
  /** ASCII punctuation. */
  readonly ignorePunctuation?: boolean;
  /** ASCII digits. */
  readonly ignoreNumbers?: boolean;
  /** Python regular expressions deleted from both sides first, one after the other. */
  readonly regexesToIgnore?: readonly string[];
}

/** A metric a task reports. */
export interface MetricSpec {
  readonly metric: MetricName;
  readonly exactMatch?: ExactMatchOptions;
  /** acc only: the share of probability on the right choices instead of whether the likeliest is right (truthfulqa_mc2). */
  readonly isProbabilityMass?: boolean;
  /**
   * acc only: the likeliest choice per token instead of in sum. The divisor is one more than the scored tokens, as in OpenCompass, which counts
   * the first token of a text although nothing predicts it.
   */
  readonly isPerToken?: boolean;
}

import type { MetricName } from '@lamina/metrics';

/** Parts of a generated answer that its comparison with the references ignores. */
export interface ExactMatchOptions {
  readonly ignoreCase?: boolean;
  /** ASCII punctuation. */
  readonly ignorePunctuation?: boolean;
  /** ASCII digits. */
  readonly ignoreNumbers?: boolean;
  /** Python regular expressions that are deleted from both sides first, one after the other. */
  readonly regexesToIgnore?: readonly string[] | undefined;
}

/** A metric of a task. */
export interface MetricSpec {
  readonly metric: MetricName;
  readonly exactMatch?: ExactMatchOptions;
  /** Only for acc: the probability of the correct choices instead of whether the most likely choice is correct (truthfulqa_mc2). */
  readonly isProbabilityMass?: boolean;
  /**
   * Only for acc: compares mean log-likelihoods per token instead of sums. The divisor is the number of scored tokens + 1, as in OpenCompass, which
   * counts the first token of a text although it is not predicted.
   */
  readonly isPerToken?: boolean;
}

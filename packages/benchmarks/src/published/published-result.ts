/** Metric of a published number, as printed. */
export type PublishedMetric =
  | 'accuracy-percent'
  | 'rouge-percent'
  | 'average-percent'
  | 'percent-of-dense'
  | 'perplexity'
  | 'tokens-per-second';

/** An arithmetic check of a row against other printed numbers. */
export interface PublishedCheck {
  /** Description of the computation. */
  readonly check: string;
  readonly printed: number;
  readonly computed: number;
  /** Whether they agree to the printed digits (the last digit may be truncated instead of rounded). */
  readonly agrees: boolean;
}

/** One cell of a table in a paper, exactly as printed. It was not measured here and is never mixed with measured results. */
export interface PublishedResult {
  readonly paper: string;
  readonly url: string;
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly model: string;
  readonly method: string;
  /**
   * The task's name in Lamina if the paper's benchmark has one; "average" for a mean. Prompt templates differ, so equal names are not comparable
   * lanes.
   */
  readonly benchmark: string;
  readonly metric: PublishedMetric;
  readonly value: number;
  /** As printed, 0..1; null for dense rows and if none is printed. */
  readonly removedRatio: number | null;
  /** What the ratio refers to. The papers do not say, and it equals neither blocks nor parameters exactly. */
  readonly ratioKind: 'as-printed' | 'blocks' | null;
  readonly note: string | null;
  readonly verification: PublishedCheck | null;
}

/** The blocks a paper removed, most redundant first. */
export interface PublishedRemoval {
  readonly paper: string;
  readonly url: string;
  readonly table: string;
  readonly model: string;
  /** Blocks of the dense model. */
  readonly blockCount: number;
  readonly order: readonly number[];
  readonly printedRatio: number;
  readonly note: string;
}

/** What a published number measures, as printed. */
export type PublishedMetric =
  | 'accuracy-percent'
  | 'rouge-percent'
  | 'average-percent'
  | 'percent-of-dense'
  | 'perplexity'
  | 'tokens-per-second';

/** An arithmetic check of a row against numbers printed beside it. */
export interface PublishedCheck {
  /** What was computed, in words. */
  readonly check: string;
  readonly printed: number;
  readonly computed: number;
  /** Whether they agree to the printed digits (a last digit may be cut off instead of rounded). */
  readonly agrees: boolean;
}

/** One cell of a table in a paper, exactly as printed; never measured here, and never mixed with measured results. */
export interface PublishedResult {
  readonly paper: string;
  readonly url: string;
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly model: string;
  readonly method: string;
  /** The task's name here where the paper's benchmark has one; "average" for a mean. Templates differ, so equal names are not comparable lanes. */
  readonly benchmark: string;
  readonly metric: PublishedMetric;
  readonly value: number;
  /** As printed, 0..1; null for dense rows and where none is printed. */
  readonly removedRatio: number | null;
  /** What the ratio counts; the papers do not say, and it equals neither blocks nor parameters exactly. */
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

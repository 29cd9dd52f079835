import type { UnitKind } from '@lamina/plans';

/** Metric of a published number, as printed. `average-fraction` is 0..1; `speedup` is the speed divided by the dense model's. */
export type PublishedMetric =
  | 'accuracy-percent'
  | 'rouge-percent'
  | 'average-percent'
  | 'average-fraction'
  | 'percent-of-dense'
  | 'perplexity'
  | 'tokens-per-second'
  | 'speedup';

/**
 * What was done to the model of a row. Rows with a repair are never comparable with rows of removal only: a repair reads a calibration text, and some
 * are trained.
 */
export interface PublishedTreatment {
  /** Kind of the removed units; null for dense rows, and for methods that remove no whole unit (they narrow, factorize or quantize weights). */
  readonly unit: UnitKind | null;
  /** What makes up for the removed units, as the paper names it; it says so if it is trained or a merge. Null for removal only and without a unit. */
  readonly repair: string | null;
}

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
export interface PublishedResult extends PublishedTreatment {
  readonly paper: string;
  readonly url: string;
  /** Number of the table, or its subject in words if the transcription has no number. */
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly model: string;
  /** The method. It names the repair too, so a repaired row never has the method of a row of removal only. */
  readonly method: string;
  /**
   * The task's name in Lamina if the paper's benchmark has one; "average" for a mean. Prompt templates differ, so equal names are not comparable
   * lanes.
   */
  readonly benchmark: string;
  readonly metric: PublishedMetric;
  readonly value: number;
  /** As printed, 0..1; 7/32 where the paper prints counts of blocks. Null for dense rows and if none is printed. */
  readonly removedRatio: number | null;
  /** What the ratio refers to; `as-printed`: the paper does not say, and it equals neither blocks nor parameters exactly. */
  readonly ratioKind: 'as-printed' | 'blocks' | null;
  readonly note: string | null;
  readonly verification: PublishedCheck | null;
}

/** The blocks that a paper removed from a model. */
export interface PublishedRemoval {
  readonly paper: string;
  readonly url: string;
  /** As in PublishedResult. */
  readonly table: string;
  readonly model: string;
  /** What chose the blocks, as in the paper's tables; null if the transcription does not say. */
  readonly method: string | null;
  /** The repair after each removal, which changes the next choice; null if blocks were only removed. */
  readonly repair: string | null;
  /** Blocks of the dense model. */
  readonly blockCount: number;
  /** Distinct indices, 0-based: most redundant first, or ascending if the paper gives a set. */
  readonly order: readonly number[];
  /** Whether `order` is the paper's order; false for a set. */
  readonly isOrdered: boolean;
  /** 0..1; null if the paper prints counts only. */
  readonly printedRatio: number | null;
  readonly note: string;
}

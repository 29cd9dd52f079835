import type { Removal } from '@lamina/plans';

/** A removal that was evaluated. */
export interface EvaluatedRemoval {
  readonly key: string;
  /** A strategy's name. */
  readonly strategy: string;
  /** The seed of a random draw, or of a search with a further seed; null for the others. */
  readonly seed: number | null;
  /** Short name of the calibration text whose scores chose the units; null for strategies that read no scores, and where it is not known. */
  readonly chosenOn: string | null;
  /** Key of the score run; null as its text. */
  readonly scoreRunKey: string | null;
  readonly protectFirst: boolean;
  readonly protectLast: boolean;
  readonly remove: Removal;
  /** Number of removed units. */
  readonly removedCount: number;
  /** Removed units ÷ all units of these kinds. */
  readonly removedRatio: number;
}

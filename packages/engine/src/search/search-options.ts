import type { Fitness } from '@lamina/plans';
import type { RepairChoice } from '../repair/repair-record.ts';

/** Budgeted searches for units that are removed together (evolveRemoval), one for each seed and count. */
export interface EvolveRequest {
  readonly counts: readonly number[];
  /** How often the model may read all windows in each search; default DEFAULT_SEARCH_PASSES. */
  readonly passes?: number;
  /** Each seed searches by itself; default: 0. */
  readonly seeds?: readonly number[];
  readonly fitness?: Fitness;
}

/** The searches for units to remove. */
export interface SearchOptions {
  /** The number of units to remove greedily by loss, or all but one. Losses are measured again after each removal. */
  readonly greedy?: number | undefined;
  /** The number of units to remove one by one by influence, or all but one. The influence is measured again after each removal. */
  readonly iterate?: number | undefined;
  /**
   * The same by itself for blocks, with the removed runs repaired after each removal, on the text that is read: the next influence is that of the
   * repaired model.
   */
  readonly iterateRepair?: (RepairChoice & { readonly count: number }) | undefined;
  /** Searches for units that are best removed together. */
  readonly evolve?: EvolveRequest | undefined;
}

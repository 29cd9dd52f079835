import { DEFAULT_SEARCH_PASSES } from '@lamina/plans';
import type { SearchOptions } from './search-options.ts';

/** A set of units that searches choose from. */
export interface SearchedSet {
  /** The number of units. */
  readonly units: number;
  /** How many of them can be removed at most. */
  readonly most: number;
  /** Whether they can be repaired. */
  readonly repairs: boolean;
}

/** How many windows each search of a set reads at most; a model without units that reads one window counts as one. */
export interface SearchReads {
  readonly iterate: number;
  readonly iterateRepair: number;
  readonly greedy: number;
  /** For each seed and count. */
  readonly evolve: number;
  /** All together. */
  readonly total: number;
}

/** Searches may end earlier: where units cannot be removed together, and before a generation that would exceed the budget. */
export function countSearchReads(
  { units, most, repairs }: SearchedSet,
  { greedy = 0, iterate = 0, iterateRepair, evolve }: SearchOptions,
  windows: number,
): SearchReads {
  const steps = Math.min(greedy, most);
  const repaired = repairs && iterateRepair ? Math.min(iterateRepair.count, most) : 0;
  const reads = {
    iterate: windows * Math.min(iterate, most),
    // Every step but the first also solves the repair of the units before.
    iterateRepair: windows * Math.max(0, 2 * repaired - 1),
    // Step s tries the units that are left, and the model without the s units before.
    greedy: windows * (steps * (units + 1) - (steps * (steps - 1)) / 2),
    evolve: evolve ? windows * (evolve.passes ?? DEFAULT_SEARCH_PASSES) : 0,
  };
  const searches = evolve ? (evolve.seeds?.length ?? 1) * evolve.counts.filter((count) => count <= most).length : 0;
  return { ...reads, total: reads.iterate + reads.iterateRepair + reads.greedy + searches * reads.evolve };
}

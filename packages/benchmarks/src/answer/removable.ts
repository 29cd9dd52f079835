import { type JudgedChange, judgeChanges, type MeasuredChange } from './judge-changes.ts';

/** A measured change, and the share of the model's parameters that it takes out. */
export type ShareOfModel = Omit<MeasuredChange, 'saves'> & { /** 0..1 */ readonly share: number };

/** How much of a model can go at a limit, as shares of its parameters. */
export interface Removable {
  /** What the largest SAFE removal takes out; 0 if none is safe. */
  readonly at: number;
  /** What the largest removal takes out that is not shown to be too costly; at least `at`. */
  readonly upTo: number;
}

/**
 * The numbers that rank models: `removableAt` and `removableUpTo`.
 * @param removals changes by removal, with or without a repair
 * @returns null if no removal was judged
 */
export function measureRemovable(removals: readonly ShareOfModel[], limit: number): Removable | null {
  const { judged } = judgeChanges(
    removals.map(({ share, ...rest }) => ({ ...rest, saves: share })),
    limit,
  );
  if (judged.length === 0) return null;
  // Where no removal counts, nothing can go.
  const largest = (counts: (one: JudgedChange<MeasuredChange>) => boolean): number => judged.find(counts)?.change.saves ?? 0;
  return { at: largest(({ verdict }) => verdict === 'SAFE'), upTo: largest(({ verdict }) => verdict !== 'TOO_COSTLY') };
}

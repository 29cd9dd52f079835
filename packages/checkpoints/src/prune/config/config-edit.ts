import type { PrunePlan } from '@lamina/plans';
import type { Json } from '../../checkpoint.ts';

/** Which blocks a pruned model kept of how many, for the files that describe it. */
export type KeptBlocks = Pick<PrunePlan, 'kept' | 'blocksBefore'>;

/** Changes to one JSON object; `undefined` takes a key out. */
export interface SectionChange {
  readonly set: Readonly<Record<string, unknown>>;
  /** Notes for a reader of the pruned model, one sentence each. */
  readonly notes: readonly string[];
}

export const NO_CHANGE: SectionChange = { set: {}, notes: [] };

/** All changes as one; of two that set one key the later counts. */
export function joinChanges(changes: readonly SectionChange[]): SectionChange {
  return { set: Object.assign({}, ...changes.map(({ set }) => set)), notes: changes.flatMap(({ notes }) => notes) };
}

/** The object with the changes made: keys keep their places, new ones stand at the end. */
export function applyChange(section: Json, { set }: SectionChange): Json {
  return Object.fromEntries(Object.entries({ ...section, ...set }).filter(([, value]) => value !== undefined));
}

/** A whole number of at least `least` under a key of a section. */
export function findWhole(section: Json, key: string, least: number): number | undefined {
  const value = section[key];
  return typeof value === 'number' && Number.isInteger(value) && value >= least ? value : undefined;
}

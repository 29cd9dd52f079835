import { UNIT_KINDS, type UnitKind } from './removal.ts';

/** Sets of kinds of units, each in the order of UNIT_KINDS, and each once. */
export function toUnitSets(sets: readonly (readonly UnitKind[])[]): UnitKind[][] {
  const ordered = sets.map((set) => UNIT_KINDS.filter((kind) => set.includes(kind)));
  return [...new Map(ordered.map((set) => [set.join(), set])).values()];
}

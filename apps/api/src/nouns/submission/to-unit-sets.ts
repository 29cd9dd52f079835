import { UNIT_KINDS } from '@lamina/plans';
import type { UnitKind } from '../vocabulary/unit-kind.ts';

/** Sets of kinds, each in the order of UNIT_KINDS, and each once. */
export function toUnitSets(sets: readonly (readonly UnitKind[])[]): UnitKind[][] {
  const ordered = sets.map((set) => UNIT_KINDS.filter((kind) => set.includes(kind)));
  return [...new Map(ordered.map((set) => [set.join(), set])).values()];
}

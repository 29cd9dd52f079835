import { toEnumName } from '@lamina/metrics';
import { capitalise, UNIT_KINDS, type UnitKind } from '@lamina/plans';
import type { UnitKind as ApiUnitKind } from '../../generated/graphql.ts';
import { formatIndices } from '../ui/format.ts';

/** Sets of kinds of units that studies may remove, as URLs name them. */
export const UNIT_SETS = ['block', 'attention', 'mlp', 'attention+mlp', 'block+attention+mlp'] as const;
export type UnitSet = (typeof UNIT_SETS)[number];

const NOUNS: Readonly<Record<UnitSet, string>> = {
  block: 'blocks',
  attention: 'attentions',
  mlp: 'MLPs',
  'attention+mlp': 'attentions and MLPs',
  'block+attention+mlp': 'blocks and sublayers',
};

/** The units inside a sentence: `attentions and MLPs`. */
export function getUnitSetNoun(set: UnitSet): string {
  return NOUNS[set];
}

/** The same at the beginning of a title. */
export function getUnitSetLabel(set: UnitSet): string {
  return capitalise(NOUNS[set]);
}

/** How many units of the set a model with so many blocks has. */
export function countUnits(set: UnitSet, blockCount: number): number {
  return listKinds(set).length * blockCount;
}

/** `attention+mlp` → `[attention, mlp]`. */
export function listKinds(set: UnitSet): UnitKind[] {
  return UNIT_KINDS.filter((kind) => set.split('+').includes(kind));
}

/** `attention+mlp` → `[ATTENTION, MLP]`. */
export function toUnitKinds(set: UnitSet): ApiUnitKind[] {
  return listKinds(set).map(toEnumName<UnitKind>);
}

/** The removed units in words: `blocks 3, 4`, or `block 3, attention 7, 8, MLP 2`. */
export function describeUnits(pruning: {
  readonly removed: readonly number[];
  readonly removedAttention: readonly number[];
  readonly removedMlp: readonly number[];
}): string {
  const part = (name: string, list: readonly number[]): readonly string[] => (list.length === 0 ? [] : [`${name}${formatIndices(list)}`]);
  return [
    ...part(pruning.removed.length === 1 ? 'block ' : 'blocks ', pruning.removed),
    ...part('attention ', pruning.removedAttention),
    ...part('MLP ', pruning.removedMlp),
  ].join(', ');
}

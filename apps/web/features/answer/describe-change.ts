import { blocksOf, describeChange, keyOfChange, type Removal, readRemoval, UNIT_KINDS, type UnitKind } from '@lamina/plans';
import type { ChangeFactsFragment } from '../../generated/graphql.ts';
import { formatIndices } from '../ui/format.ts';

/** How a chart marks a change. */
export const CHANGE_KINDS = ['attention', 'block', 'MLP', 'several units', 'repaired', 'fewer bits', 'fewer tokens', 'combined'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

type Change = ChangeFactsFragment;

/** The kind of a change: what it does, or that it does several of these together. A repair belongs to what it replaces. */
export function getChangeKind(change: Change): ChangeKind {
  const removesUnits = change.removed.length + change.removedAttention.length + change.removedMlp.length > 0;
  const done = [removesUnits, change.precision !== null, change.keepVocabulary !== null].filter(Boolean).length;
  if (done > 1) return 'combined';
  if (change.precision !== null) return 'fewer bits';
  if (change.keepVocabulary !== null) return 'fewer tokens';
  return change.repair === null ? getUnit(change) : 'repaired';
}

function getUnit({ removed, removedAttention, removedMlp }: Change): ChangeKind {
  if ([removed, removedAttention, removedMlp].filter((list) => list.length > 0).length > 1) return 'several units';
  if (removed.length > 0) return 'block';
  return removedAttention.length > 0 ? 'attention' : 'MLP';
}

/** `without the attention of 5 blocks`, for a table; `detail` also names them. */
export function describeFacts(change: Change, detail = false): string {
  return describeChange(toChange(change), (removal) => countUnits(removal, detail));
}

function countUnits(removal: Removal, detail: boolean): string {
  const parts = UNIT_KINDS.map((kind) => ({ words: NOUNS[kind], list: blocksOf(removal, kind) })).filter(({ list }) => list.length > 0);
  return parts
    .map(({ words, list }) => {
      const noun = list.length === 1 ? 'block' : 'blocks';
      return `${words}${detail ? `${noun} ${formatIndices(list)}` : `${list.length} ${noun}`}`;
    })
    .join(', ');
}

const NOUNS: Readonly<Record<UnitKind, string>> = { block: '', attention: 'the attention of ', mlp: 'the MLP of ' };

/** Two texts of one change are equal. */
export function keyOfFacts(change: Change): string {
  return keyOfChange(toChange(change));
}

function toChange({ repair, precision, keepVocabulary, ...units }: Change) {
  return { remove: readRemoval(units), repair, precision, keepVocabulary };
}

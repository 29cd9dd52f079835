import { keyOfChange, readRemoval } from '@lamina/plans';
import type { ChangeFactsFragment, EntryFactsFragment } from '../../generated/graphql.ts';
import { formatIndices } from '../ui/format.ts';

/** How a chart marks a change. */
export const CHANGE_KINDS = ['attention', 'block', 'MLP', 'several units', 'repaired', 'quantized', 'random'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

type Change = ChangeFactsFragment;

/** What kind of change an entry is: first what replaces or rounds weights, then what is removed. */
export function getChangeKind({ change, pruning }: Pick<EntryFactsFragment, 'change' | 'pruning'>): ChangeKind {
  if (pruning?.strategy === 'RANDOM' || pruning?.strategy === 'RANDOM_INNER') return 'random';
  if (change.repair !== null) return 'repaired';
  if (change.removed.length + change.removedAttention.length + change.removedMlp.length === 0) return 'quantized';
  return getUnit(change);
}

function getUnit({ removed, removedAttention, removedMlp }: Change): ChangeKind {
  if ([removed, removedAttention, removedMlp].filter((list) => list.length > 0).length > 1) return 'several units';
  if (removed.length > 0) return 'block';
  return removedAttention.length > 0 ? 'attention' : 'MLP';
}

/** `the attention of 5 blocks`, for a table; `detail` also names them. */
export function describeChange({ removed, removedAttention, removedMlp, repair, precision }: Change, detail = false): string {
  const name = (list: readonly number[]) => (detail ? `: ${formatIndices(list)}` : '');
  const blocks = (list: readonly number[]) => `${list.length} ${list.length === 1 ? 'block' : 'blocks'}`;
  const parts = [
    removed.length > 0 ? `${blocks(removed)}${name(removed)}` : '',
    removedAttention.length > 0 ? `the attention of ${blocks(removedAttention)}${name(removedAttention)}` : '',
    removedMlp.length > 0 ? `the MLP of ${blocks(removedMlp)}${name(removedMlp)}` : '',
  ].filter((part) => part !== '');
  const removal = parts.length === 0 ? '' : `without ${parts.join(', ')}`;
  return [removal, repair === null ? '' : `repaired (${repair})`, precision === null ? '' : `as ${precision} weights`]
    .filter((part) => part !== '')
    .join(', ');
}

/** Two texts of one change are equal. */
export function keyOfFacts({ repair, precision, ...units }: Change): string {
  return keyOfChange({ remove: readRemoval(units), repair, precision });
}

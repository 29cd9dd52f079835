import { type Removal, removesBlocksOnly } from '@lamina/plans';
import type { StudyRequestInput } from './study-request.ts';

/** A removal as a study request names it: a list of layers, where nothing else is removed. */
export function toRemovalInput(removal: Removal): NonNullable<StudyRequestInput['removals']>[number] {
  const blocks = [...removal.blocks];
  return removesBlocksOnly(removal) ? blocks : { blocks, attention: [...removal.attention], mlp: [...removal.mlp] };
}

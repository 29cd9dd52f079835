import { type Removal, removesBlocksOnly } from './removal.ts';

/** A removal in the form of results and plans. */
export interface RemovedUnits {
  /** Whole removed blocks, 0-based in the numbering of the source, ascending. */
  readonly removed: readonly number[];
  /** Blocks of which only the attention is removed. */
  readonly removedAttention: readonly number[];
  /** Blocks of which only the MLP is removed. */
  readonly removedMlp: readonly number[];
}

export function listRemovedUnits({ blocks, attention, mlp }: Removal): RemovedUnits {
  return { removed: blocks, removedAttention: attention, removedMlp: mlp };
}

/** A readable text: "blocks 3, 4, the attention of 7 and the MLP of 2"; "nothing" for the whole model. */
export function describeRemoval({ blocks, attention, mlp }: Removal): string {
  const parts = [
    ...(blocks.length === 0 ? [] : [`${blocks.length === 1 ? 'block' : 'blocks'} ${blocks.join(', ')}`]),
    ...(attention.length === 0 ? [] : [`the attention of ${attention.join(', ')}`]),
    ...(mlp.length === 0 ? [] : [`the MLP of ${mlp.join(', ')}`]),
  ];
  const [last = 'nothing', ...others] = parts.reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

/** A key that is equal for equal removals: `3-4` for whole blocks, otherwise `3-4;attention:7;mlp:2`. */
export function keyOfRemoval(removal: Removal): string {
  const blocks = removal.blocks.join('-');
  return removesBlocksOnly(removal) ? blocks : `${blocks};attention:${removal.attention.join('-')};mlp:${removal.mlp.join('-')}`;
}

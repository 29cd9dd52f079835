import { type Removal, removesBlocksOnly } from './removal.ts';

/** A removal as results and plans hold it. */
export interface RemovedUnits {
  /** Blocks that went whole, 0-based in the numbering of the source, ascending. */
  readonly removed: readonly number[];
  /** Blocks that lost their attention alone. */
  readonly removedAttention: readonly number[];
  /** Blocks that lost their MLP alone. */
  readonly removedMlp: readonly number[];
}

export function listRemovedUnits({ blocks, attention, mlp }: Removal): RemovedUnits {
  return { removed: blocks, removedAttention: attention, removedMlp: mlp };
}

/** For people: "blocks 3, 4, the attention of 7 and the MLP of 2"; "nothing" for the whole model. */
export function describeRemoval({ blocks, attention, mlp }: Removal): string {
  const parts = [
    ...(blocks.length === 0 ? [] : [`${blocks.length === 1 ? 'block' : 'blocks'} ${blocks.join(', ')}`]),
    ...(attention.length === 0 ? [] : [`the attention of ${attention.join(', ')}`]),
    ...(mlp.length === 0 ? [] : [`the MLP of ${mlp.join(', ')}`]),
  ];
  const [last = 'nothing', ...others] = parts.reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

/** For keys: equal for equal removals; `3-4` where only blocks go, `3-4;attention:7;mlp:2` otherwise. */
export function keyOfRemoval(removal: Removal): string {
  const blocks = removal.blocks.join('-');
  return removesBlocksOnly(removal) ? blocks : `${blocks};attention:${removal.attention.join('-')};mlp:${removal.mlp.join('-')}`;
}

import { AppError } from '@lamina/errors';

/** Kinds of units that can be removed from a model: a whole block, or one sublayer of it. Experts count as the MLP. */
export const UNIT_KINDS = ['block', 'attention', 'mlp'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A removable unit; `block` is 0-based in the numbering of the source. */
export interface Unit {
  readonly kind: UnitKind;
  readonly block: number;
}

/**
 * The units that are removed from a model: blocks, then attentions, then MLPs, each ascending and once. A block that loses both sublayers is a whole
 * block. Created by removalOf.
 */
export type Removal = readonly Unit[];

/** The whole model. */
export const NOTHING_REMOVED: Removal = [];

/** A removal as results, plans and the API show it. Inside, it is a Removal. */
export interface RemovedUnits {
  /** Whole removed blocks, 0-based in the numbering of the source, ascending. */
  readonly removed: readonly number[];
  /** Blocks of which only the attention is removed. */
  readonly removedAttention: readonly number[];
  /** Blocks of which only the MLP is removed. */
  readonly removedMlp: readonly number[];
}

/**
 * The removal of these units, in any order.
 * @throws AppError BAD_USER_INPUT if an index is not a whole number of at least 0, or a unit is named twice
 */
export function removalOf(units: readonly Unit[]): Removal {
  const [blocks, attention, mlp] = UNIT_KINDS.map((kind) => indicesOf(units, kind)) as [number[], number[], number[]];
  const whole = [...new Set([...blocks, ...attention.filter((block) => mlp.includes(block))])];
  const list = (kind: UnitKind, indices: readonly number[]): readonly Unit[] =>
    [...indices].sort((a, b) => a - b).map((block) => ({ kind, block }));
  const isKept = (block: number): boolean => !whole.includes(block);
  return [...list('block', whole), ...list('attention', attention.filter(isKept)), ...list('mlp', mlp.filter(isKept))];
}

function indicesOf(units: readonly Unit[], kind: UnitKind): readonly number[] {
  const indices = blocksOf(units, kind);
  const wrong = indices.find((block) => !Number.isSafeInteger(block) || block < 0);
  if (wrong !== undefined) throw new AppError('BAD_USER_INPUT', `block ${wrong} does not exist: blocks are numbered from 0`);
  if (new Set(indices).size !== indices.length)
    throw new AppError('BAD_USER_INPUT', `a block is named twice in ${indices.join(',')}; name each block once`);
  return indices;
}

/** The removal of these whole blocks, attentions and MLPs. @throws AppError as removalOf */
export function createRemoval(lists: {
  readonly blocks?: readonly number[] | undefined;
  readonly attention?: readonly number[] | undefined;
  readonly mlp?: readonly number[] | undefined;
}): Removal {
  const { blocks = [], attention = [], mlp = [] } = lists;
  const list = (kind: UnitKind, indices: readonly number[]): readonly Unit[] => indices.map((block) => ({ kind, block }));
  return removalOf([...list('block', blocks), ...list('attention', attention), ...list('mlp', mlp)]);
}

/** The removal of a result or a plan. @throws AppError as removalOf */
export function readRemoval({ removed, removedAttention, removedMlp }: RemovedUnits): Removal {
  return createRemoval({ blocks: removed, attention: removedAttention, mlp: removedMlp });
}

/** The blocks of the units of one kind, in their order. */
export function blocksOf(units: readonly Unit[], kind: UnitKind): readonly number[] {
  return units.filter((unit) => unit.kind === kind).map(({ block }) => block);
}

/** A removal as results, plans and the API show it. */
export function listRemovedUnits(removal: Removal): RemovedUnits {
  return { removed: blocksOf(removal, 'block'), removedAttention: blocksOf(removal, 'attention'), removedMlp: blocksOf(removal, 'mlp') };
}

/** The same removal with one more unit; unchanged if the unit is already removed. */
export function addUnit(removal: Removal, unit: Unit): Removal {
  return isRemoved(removal, unit) ? removal : removalOf([...removal, unit]);
}

/** True if a unit is removed, by itself or with its block. */
export function isRemoved(removal: Removal, { kind, block }: Unit): boolean {
  return removal.some((unit) => unit.block === block && (unit.kind === kind || unit.kind === 'block'));
}

/** True if kinds of units that may be removed are whole blocks and nothing else. */
export function areBlocksOnly(kinds: readonly string[]): boolean {
  return kinds.length === 1 && kinds[0] === 'block';
}

/** True if only whole blocks are removed; every format and tool can express this. */
export function removesBlocksOnly(removal: Removal): boolean {
  return removal.every(({ kind }) => kind === 'block');
}

export function removesNothing(removal: Removal): boolean {
  return removal.length === 0;
}

/** A readable text: "blocks 3, 4, the attention of block 7 and the MLP of block 2"; "nothing" for the whole model. */
export function describeRemoval(removal: Removal): string {
  const { removed, removedAttention, removedMlp } = listRemovedUnits(removal);
  const parts = [
    ...(removed.length === 0 ? [] : [nameBlocks(removed)]),
    ...(removedAttention.length === 0 ? [] : [`the attention of ${nameBlocks(removedAttention)}`]),
    ...(removedMlp.length === 0 ? [] : [`the MLP of ${nameBlocks(removedMlp)}`]),
  ];
  const [last = 'nothing', ...others] = parts.reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

function nameBlocks(blocks: readonly number[]): string {
  return `${blocks.length === 1 ? 'block' : 'blocks'} ${blocks.join(', ')}`;
}

/** A key that is equal for equal removals: `3-4` for whole blocks, otherwise `3-4;attention:7;mlp:2`. */
export function keyOfRemoval(removal: Removal): string {
  const { removed, removedAttention, removedMlp } = listRemovedUnits(removal);
  const blocks = removed.join('-');
  return removesBlocksOnly(removal) ? blocks : `${blocks};attention:${removedAttention.join('-')};mlp:${removedMlp.join('-')}`;
}

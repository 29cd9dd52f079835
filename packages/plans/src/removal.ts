import { AppError } from '@lamina/errors';

/** Kinds of units that can be removed from a model: a whole block, or one half of it. Experts count as the MLP. */
export const UNIT_KINDS = ['block', 'attention', 'mlp'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A removable unit; `block` is 0-based in the numbering of the source. */
export interface Unit {
  readonly kind: UnitKind;
  readonly block: number;
}

/**
 * The units removed from a model, in the numbering of the source. Lists are ascending and contain each block once; a block that loses both halves is
 * in `blocks` and in no other list. Created by createRemoval.
 */
export interface Removal {
  /** Whole removed blocks. */
  readonly blocks: readonly number[];
  /** Blocks of which only the attention is removed. */
  readonly attention: readonly number[];
  /** Blocks of which only the MLP is removed. */
  readonly mlp: readonly number[];
}

/** The lists of a removal in any order; a missing list is empty. */
export type RemovalLists = { readonly [List in keyof Removal]?: Removal[List] | undefined };

/** The whole model. */
export const NOTHING_REMOVED: Removal = { blocks: [], attention: [], mlp: [] };

/**
 * Creates a removal from the given blocks and halves. A block whose attention and MLP are both given becomes a whole block, and a half of a whole
 * removed block is ignored.
 *
 * @throws AppError BAD_USER_INPUT if an index is not a whole number of at least 0, or a list contains a block twice
 */
export function createRemoval({ blocks = [], attention = [], mlp = [] }: RemovalLists): Removal {
  for (const list of [blocks, attention, mlp]) requireIndices(list);
  const whole = new Set([...blocks, ...attention.filter((block) => mlp.includes(block))]);
  const order = (list: Iterable<number>): readonly number[] => [...list].sort((a, b) => a - b);
  const halves = (list: readonly number[]): readonly number[] => order(list.filter((block) => !whole.has(block)));
  return { blocks: order(whole), attention: halves(attention), mlp: halves(mlp) };
}

function requireIndices(list: readonly number[]): void {
  const wrong = list.find((block) => !Number.isSafeInteger(block) || block < 0);
  if (wrong !== undefined) throw new AppError('BAD_USER_INPUT', `block ${wrong} does not exist: blocks are numbered from 0`);
  if (new Set(list).size !== list.length)
    throw new AppError('BAD_USER_INPUT', `a block is named twice in ${list.join(',')}; name each block once`);
}

/** The same removal with one more unit; unchanged if the unit is already removed. */
export function addUnit(removal: Removal, { kind, block }: Unit): Removal {
  const list = kind === 'block' ? 'blocks' : kind;
  return isRemoved(removal, { kind, block }) ? removal : createRemoval({ ...removal, [list]: [...removal[list], block] });
}

/** The removal of some units. @throws AppError as createRemoval. */
export function removalOf(units: readonly Unit[]): Removal {
  const blocksOf = (kind: UnitKind): readonly number[] => units.filter((unit) => unit.kind === kind).map(({ block }) => block);
  return createRemoval({ blocks: blocksOf('block'), attention: blocksOf('attention'), mlp: blocksOf('mlp') });
}

/** The units of a removal: blocks, then attentions, then MLPs. */
export function listUnits({ blocks, attention, mlp }: Removal): readonly Unit[] {
  const units = (kind: UnitKind, list: readonly number[]): readonly Unit[] => list.map((block) => ({ kind, block }));
  return [...units('block', blocks), ...units('attention', attention), ...units('mlp', mlp)];
}

/** Whether a unit is removed, by itself or with its block. */
export function isRemoved({ blocks, attention, mlp }: Removal, { kind, block }: Unit): boolean {
  return blocks.includes(block) || (kind === 'attention' && attention.includes(block)) || (kind === 'mlp' && mlp.includes(block));
}

/** Whether kinds of units that may be removed are whole blocks and nothing else. */
export function areBlocksOnly(kinds: readonly string[]): boolean {
  return kinds.length === 1 && kinds[0] === 'block';
}

/** True if only whole blocks are removed; every format and tool can express this. */
export function removesBlocksOnly({ attention, mlp }: Removal): boolean {
  return attention.length === 0 && mlp.length === 0;
}

export function removesNothing(removal: Removal): boolean {
  return removal.blocks.length === 0 && removesBlocksOnly(removal);
}

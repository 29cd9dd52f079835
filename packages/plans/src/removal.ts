import { AppError } from '@lamina/errors';

/** What can be removed from a model: a whole block, or one half of it. Experts count as the MLP. */
export const UNIT_KINDS = ['block', 'attention', 'mlp'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** One thing that can be removed; `block` is 0-based in the numbering of the source. */
export interface Unit {
  readonly kind: UnitKind;
  readonly block: number;
}

/**
 * What is removed from a model, in the numbering of the source. Lists are ascending and name each block once; a block that loses both halves
 * is in `blocks` and in no other list. Made by createRemoval.
 */
export interface Removal {
  /** Blocks that go whole. */
  readonly blocks: readonly number[];
  /** Blocks that lose their attention alone. */
  readonly attention: readonly number[];
  /** Blocks that lose their MLP alone. */
  readonly mlp: readonly number[];
}

/** The lists of a removal as they are named, in any order; what is left out is empty. */
export type RemovalLists = { readonly [List in keyof Removal]?: Removal[List] | undefined };

/** The whole model. */
export const NOTHING_REMOVED: Removal = { blocks: [], attention: [], mlp: [] };

/**
 * The removal of the named blocks and halves. A block whose attention and MLP are both named goes whole, and a half of a block that goes whole
 * says nothing new.
 *
 * @throws AppError BAD_USER_INPUT where an index is no whole number of at least 0, or a list names a block twice
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

/** The same removal with one unit more; unchanged where the unit is gone already. */
export function addUnit(removal: Removal, { kind, block }: Unit): Removal {
  const list = kind === 'block' ? 'blocks' : kind;
  return isRemoved(removal, { kind, block }) ? removal : createRemoval({ ...removal, [list]: [...removal[list], block] });
}

/** The removal of some units. @throws AppError as createRemoval does. */
export function removalOf(units: readonly Unit[]): Removal {
  const blocksOf = (kind: UnitKind): readonly number[] => units.filter((unit) => unit.kind === kind).map(({ block }) => block);
  return createRemoval({ blocks: blocksOf('block'), attention: blocksOf('attention'), mlp: blocksOf('mlp') });
}

/** The units of a removal: blocks, then attentions, then MLPs. */
export function listUnits({ blocks, attention, mlp }: Removal): readonly Unit[] {
  const units = (kind: UnitKind, list: readonly number[]): readonly Unit[] => list.map((block) => ({ kind, block }));
  return [...units('block', blocks), ...units('attention', attention), ...units('mlp', mlp)];
}

/** Whether a unit is gone, by itself or with its block. */
export function isRemoved({ blocks, attention, mlp }: Removal, { kind, block }: Unit): boolean {
  return blocks.includes(block) || (kind === 'attention' && attention.includes(block)) || (kind === 'mlp' && mlp.includes(block));
}

/** True where only whole blocks go, which every format and tool can express. */
export function removesBlocksOnly({ attention, mlp }: Removal): boolean {
  return attention.length === 0 && mlp.length === 0;
}

export function removesNothing(removal: Removal): boolean {
  return removal.blocks.length === 0 && removesBlocksOnly(removal);
}

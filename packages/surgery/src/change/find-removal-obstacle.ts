import { AppError, getAt } from '@lamina/errors';
import { blocksOf, isRemoved, nameUnits, type Removal, type Unit, type UnitKind } from '@lamina/plans';
import type { BlockStructure } from '../find/block-structure.ts';
import { hasUnit, listUnitsOfKind } from '../find/sublayers.ts';

/**
 * The error that says why these blocks and sublayers cannot be removed together; null where they can.
 *
 * - BAD_USER_INPUT: a block does not exist, or no block would stay.
 * - SUBLAYERS_UNAVAILABLE: a sublayer is to be removed that its block does not have.
 * - MODEL_UNSUPPORTED: a kept attention reads a value that a removed block makes beside the stream, as in blocks that share keys and values.
 */
export function findRemovalObstacle(structure: BlockStructure, removal: Removal): AppError | null {
  return (
    findIndexMistake(removal, structure.blocks.length) ?? findMissingSublayers(structure, removal) ?? findSharedValue(structure, removal)
  );
}

function findIndexMistake(removal: Removal, total: number): AppError | null {
  const wrong = removal.find(({ block }) => block >= total);
  if (wrong !== undefined)
    return new AppError('BAD_USER_INPUT', `block ${wrong.block} does not exist: the model has ${total} blocks, numbered 0 to ${total - 1}`);
  if (blocksOf(removal, 'block').length >= total)
    return new AppError('BAD_USER_INPUT', `all ${total} blocks would be removed; keep at least one`);
  return null;
}

function findMissingSublayers(structure: BlockStructure, removal: Removal): AppError | null {
  const missing = removal.find((unit) => !hasUnit(structure.sublayers, unit));
  return missing === undefined ? null : createUnavailable(structure, missing);
}

/**
 * The units of some kinds that a model has, by kind.
 *
 * @throws AppError SUBLAYERS_UNAVAILABLE where no block has a unit of one of these kinds
 */
export function requireUnits(structure: BlockStructure, kinds: readonly UnitKind[]): readonly Unit[] {
  return kinds.flatMap((kind) => {
    const units = listUnitsOfKind(structure, kind);
    if (units.length > 0) return units;
    throw createUnavailable(structure, { kind, block: 0 });
  });
}

function createUnavailable(structure: BlockStructure, { kind, block }: Unit): AppError {
  const { sublayers } = structure;
  if (sublayers.arrangement === null)
    return new AppError(
      'SUBLAYERS_UNAVAILABLE',
      `attention and MLP cannot be distinguished: ${sublayers.reason}; remove whole blocks instead (--remove)`,
    );
  const reason = String(getAt(sublayers.byBlock, block));
  const blocks = listUnitsOfKind(structure, kind).map((unit) => unit.block);
  const others =
    blocks.length > 0 ? `choose one of ${blocks.join(', ')}` : 'choose another kind of unit, because no block has such a sublayer';
  return new AppError(
    'SUBLAYERS_UNAVAILABLE',
    `block ${block} has no ${nameUnits([kind], 1)} that can be removed alone (${reason}): remove the whole block (--remove), or ${others}`,
  );
}

function findSharedValue({ sharedValues }: BlockStructure, removal: Removal): AppError | null {
  // An attention that is removed alone still makes what other blocks read.
  const loses = (kind: UnitKind, block: number): boolean => isRemoved(removal, { kind, block });
  const broken = sharedValues.find(({ maker, reader }) => loses('block', maker) && !loses('attention', reader));
  if (!broken) return null;
  const { reader, maker, tensor, node } = broken;
  return new AppError(
    'MODEL_UNSUPPORTED',
    `a kept block (${reader}) reads keys, values or another tensor (${tensor}) that a removed block (${maker}) makes, in node ${node}; remove the blocks that share it together`,
  );
}

import { AppError } from '@lamina/errors';
import { isRemoved, listUnits, type Removal, removesBlocksOnly } from '@lamina/plans';
import type { BlockStructure } from '../find/block-structure.ts';

/**
 * The error that says why these blocks and halves cannot be removed together; null where they can.
 *
 * - BAD_USER_INPUT: a block does not exist, or no block would stay.
 * - SUBLAYERS_UNAVAILABLE: halves are to be removed, and the blocks have none.
 * - MODEL_UNSUPPORTED: a kept attention reads a value that a removed block or attention makes beside the stream, as in blocks that share keys and
 *   values.
 */
export function findRemovalObstacle(structure: BlockStructure, removal: Removal): AppError | null {
  return findIndexMistake(removal, structure.blocks.length) ?? findMissingHalves(structure, removal) ?? findSharedValue(structure, removal);
}

function findIndexMistake(removal: Removal, total: number): AppError | null {
  const wrong = listUnits(removal).find(({ block }) => block >= total);
  if (wrong !== undefined)
    return new AppError('BAD_USER_INPUT', `block ${wrong.block} does not exist: the model has ${total} blocks, numbered 0 to ${total - 1}`);
  if (removal.blocks.length >= total) return new AppError('BAD_USER_INPUT', `all ${total} blocks would be removed; keep at least one`);
  return null;
}

function findMissingHalves({ sublayers }: BlockStructure, removal: Removal): AppError | null {
  if (sublayers.arrangement !== null || removesBlocksOnly(removal)) return null;
  return new AppError(
    'SUBLAYERS_UNAVAILABLE',
    `attention and MLP cannot be told apart: ${sublayers.reason}; remove whole blocks instead (--remove)`,
  );
}

function findSharedValue({ sharedValues }: BlockStructure, removal: Removal): AppError | null {
  const losesAttention = (block: number): boolean => isRemoved(removal, { kind: 'attention', block });
  const broken = sharedValues.find(({ maker, reader }) => losesAttention(maker) && !losesAttention(reader));
  if (!broken) return null;
  const { reader, maker, tensor, node } = broken;
  return new AppError(
    'MODEL_UNSUPPORTED',
    `a kept block (${reader}) reads keys, values or another tensor (${tensor}) that a removed block (${maker}) makes, in node ${node}; remove the blocks that share it together`,
    { details: { node, tensor, reader, maker } },
  );
}

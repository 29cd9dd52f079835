import { AppError } from '@lamina/errors';
import type { BlockStructure } from './block-structure.ts';

/**
 * Why these blocks cannot be removed together; null where they can. Indices must exist, once each, and leave a block; and no kept block may read
 * a value that a removed block makes beside the stream, as blocks that share keys and values do.
 * The error has code BAD_USER_INPUT or MODEL_UNSUPPORTED.
 */
export function findRemovalObstacle(structure: BlockStructure, removed: readonly number[]): AppError | null {
  return findIndexMistake(removed, structure.blocks.length) ?? findSharedValue(structure, removed);
}

function findIndexMistake(removed: readonly number[], total: number): AppError | null {
  const wrong = removed.find((index) => !Number.isInteger(index) || index < 0 || index >= total);
  if (wrong !== undefined)
    return new AppError('BAD_USER_INPUT', `block ${wrong} does not exist: the model has ${total} blocks, numbered 0 to ${total - 1}`);
  if (new Set(removed).size !== removed.length)
    return new AppError('BAD_USER_INPUT', `a block is named twice in ${removed.join(',')}; name each block once`);
  if (removed.length >= total) return new AppError('BAD_USER_INPUT', `all ${total} blocks would be removed; keep at least one`);
  return null;
}

function findSharedValue({ sharedValues }: BlockStructure, removed: readonly number[]): AppError | null {
  const broken = sharedValues.find(({ maker, reader }) => removed.includes(maker) && !removed.includes(reader));
  if (!broken) return null;
  const { reader, maker, tensor, node } = broken;
  return new AppError(
    'MODEL_UNSUPPORTED',
    `a kept block (${reader}) reads keys, values or another tensor (${tensor}) that a removed block (${maker}) makes, in node ${node}; remove the blocks that share it together`,
    { details: { node, tensor, reader, maker } },
  );
}

import { AppError, getAt } from '@lamina/errors';
import type { StoredTensor } from '../checkpoint.ts';

type Tensors = ReadonlyMap<string, StoredTensor>;

/** Number of values that share a scale. */
const GROUP = 32;
const BLOCKS = '_blocks';

/**
 * The tensors of a gpt-oss checkpoint, with the two tensors of each packed weight joined to one; undefined if no weight is packed.
 *
 *   X_blocks uint8[experts, outputs, inputs / 32, 16], X_scales uint8[experts, outputs, inputs / 32] → X MXFP4_PACKED[experts, outputs, inputs]
 *
 * Source: transformers 4.57.6, integrations/mxfp4.py.
 * @throws AppError MODEL_MALFORMED for blocks whose scales are missing or do not match, naming both.
 */
export function joinPackedTensors(tensors: Tensors): Tensors | undefined {
  const packed = [...tensors].filter(([name, { type }]) => name.endsWith(BLOCKS) && type === 'U8');
  if (packed.length === 0) return undefined;
  const joined = packed.map(([name, blocks]) => joinOne(name.slice(0, -BLOCKS.length), blocks, tensors));
  const parts = new Set(packed.flatMap(([name]) => [name, `${name.slice(0, -BLOCKS.length)}_scales`]));
  return new Map([...[...tensors].filter(([name]) => !parts.has(name)), ...joined.map((tensor) => [tensor.name, tensor] as const)]);
}

function joinOne(name: string, blocks: StoredTensor, tensors: Tensors): StoredTensor {
  const scales = tensors.get(`${name}_scales`);
  const groups = blocks.dims.slice(0, -1);
  if (scales?.type !== 'U8' || scales.dims.join() !== groups.join() || blocks.dims.at(-1) !== GROUP / 2) {
    const found = scales === undefined ? 'is missing' : `is ${scales.type} [${scales.dims.join(', ')}]`;
    throw new AppError(
      'MODEL_MALFORMED',
      `tensor ${blocks.name} of ${blocks.file} has shape [${blocks.dims.join(', ')}], so ${name}_scales is expected as U8 [${groups.join(', ')}]; it ${found}`,
    );
  }
  const { file, offset, sizeBytes } = scales;
  const dims = [...groups.slice(0, -1), getAt(groups, groups.length - 1) * GROUP];
  return { ...blocks, name, dims, type: 'MXFP4_PACKED', scales: { file, offset, sizeBytes } };
}

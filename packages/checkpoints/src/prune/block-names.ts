import { getAt } from '@lamina/errors';
import type { Decoder } from '../architectures/decoder.ts';
import { listTensorNames } from './silenced-weights.ts';

/**
 * A tensor of a block, parsed from its name: `model.layers.3.mlp.up_proj.weight` is { block: 3, rest: 'mlp.up_proj.weight' } with the prefix
 * `model.layers.`.
 */
export interface BlockTensorName {
  readonly block: number;
  readonly rest: string;
}

/** The prefix before the block number in transformers' tensor names, such as `model.layers.`. */
export function findBlockPrefix({ blocks }: Decoder): string {
  const [name = ''] = listTensorNames(getAt(blocks, 0));
  const [, prefix] = /^(.*?\.)\d+\./.exec(name) ?? [];
  if (prefix === undefined) throw new Error('the tensors of the first block are named without its number');
  return prefix;
}

/** The block of a tensor; undefined for tensors outside blocks. Further numbers, such as those of experts, are part of `rest`. */
export function parseBlockName(name: string, prefix: string): BlockTensorName | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const [, block, rest] = /^(\d+)\.(.+)$/.exec(name.slice(prefix.length)) ?? [];
  return block === undefined || rest === undefined ? undefined : { block: Number(block), rest };
}

/** The stored name with another block number; the prefix before the number does not change. */
export function renumberBlock(stored: string, { block, rest }: BlockTensorName, to: number): string {
  const ending = `${block}.${rest}`;
  if (!stored.endsWith(ending)) throw new Error(`${stored} does not end with ${ending}`);
  return `${stored.slice(0, stored.length - ending.length)}${to}.${rest}`;
}

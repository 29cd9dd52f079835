import type { Decoder } from '../architectures/decoder.ts';

/** A tensor of a block, by its name: `model.layers.3.mlp.up_proj.weight` is { block: 3, rest: 'mlp.up_proj.weight' } below `model.layers.`. */
export interface BlockTensorName {
  readonly block: number;
  readonly rest: string;
}

/** What stands before the number of a block in the names that transformers gives to its tensors, such as `model.layers.`. */
export function findBlockPrefix({ blocks }: Decoder): string {
  const [, prefix] = /^(.*?\.)\d+\./.exec(blocks[0]?.attention.output.weight ?? '') ?? [];
  if (prefix === undefined) throw new Error('the tensors of the first block are named without its number');
  return prefix;
}

/** The block that a tensor belongs to; undefined for tensors of no block. Further numbers, such as those of experts, are part of `rest`. */
export function parseBlockName(name: string, prefix: string): BlockTensorName | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const [, block, rest] = /^(\d+)\.(.+)$/.exec(name.slice(prefix.length)) ?? [];
  return block === undefined || rest === undefined ? undefined : { block: Number(block), rest };
}

/** The stored name with another number for its block; whatever stands before the number stays as the file writes it. */
export function renumberBlock(stored: string, { block, rest }: BlockTensorName, to: number): string {
  const ending = `${block}.${rest}`;
  if (!stored.endsWith(ending)) throw new Error(`${stored} does not end with ${ending}`);
  return `${stored.slice(0, stored.length - ending.length)}${to}.${rest}`;
}

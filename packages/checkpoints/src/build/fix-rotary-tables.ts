import type { Decoder, Rotary } from '../architectures/decoder.ts';

/** Whether a decoder turns positions by one table in short texts and by another in long ones (longrope). */
export function hasTablesByLength({ blocks }: Decoder): boolean {
  return blocks.some(({ attention }) => attention.rotary?.frequencies.kind === 'by-length');
}

/**
 * The same decoder with its table for long texts at every length. A graph with a cache needs one table: keys that were turned while the text was
 * short stay in the cache as they are.
 */
export function fixRotaryTables(decoder: Decoder): Decoder {
  const blocks = decoder.blocks.map((block) => ({ ...block, attention: { ...block.attention, rotary: fix(block.attention.rotary) } }));
  return { ...decoder, blocks };
}

function fix(rotary: Rotary | null): Rotary | null {
  if (rotary === null || rotary.frequencies.kind !== 'by-length') return rotary;
  return { ...rotary, frequencies: { kind: 'fixed', inverse: rotary.frequencies.long } };
}

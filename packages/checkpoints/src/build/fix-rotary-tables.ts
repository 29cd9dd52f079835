import type { Decoder, Rotary } from '../architectures/decoder.ts';

/** Whether a decoder uses one rotary table for short texts and another for long texts (longrope). */
export function hasTablesByLength({ blocks }: Decoder): boolean {
  return blocks.some(({ mixer }) => mixer?.kind === 'attention' && mixer.rotary?.frequencies.kind === 'by-length');
}

/**
 * The same decoder with its table for long texts at every length. A graph with a cache needs a single table, because keys that were rotated with the
 * table for short texts would stay in the cache.
 */
export function fixRotaryTables(decoder: Decoder): Decoder {
  const blocks = decoder.blocks.map((block) => {
    const { mixer } = block;
    return mixer?.kind === 'attention' ? { ...block, mixer: { ...mixer, rotary: fix(mixer.rotary) } } : block;
  });
  return { ...decoder, blocks };
}

function fix(rotary: Rotary | null): Rotary | null {
  if (rotary === null || rotary.frequencies.kind !== 'by-length') return rotary;
  const { long, growth } = rotary.frequencies;
  return { ...rotary, magnitude: rotary.magnitude * growth, frequencies: { kind: 'fixed', inverse: long } };
}

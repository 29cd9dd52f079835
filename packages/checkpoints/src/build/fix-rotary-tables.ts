import type { Decoder, Rotary } from '../architectures/decoder.ts';

/** True if a decoder uses one rotary table for short texts and another for long texts (longrope). */
export function hasTablesByLength({ blocks }: Decoder): boolean {
  return blocks.some(({ mixer }) => mixer?.kind === 'attention' && mixer.rotary !== null && fix(mixer.rotary) !== mixer.rotary);
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
  const { short, long, growth } = rotary.frequencies;
  // Keys of another magnitude may stay in the cache, as in transformers.
  if (growth !== 1 && long.every((frequency, pair) => frequency === short[pair])) return rotary;
  return { ...rotary, magnitude: rotary.magnitude * growth, frequencies: { kind: 'fixed', inverse: long } };
}

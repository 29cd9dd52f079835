import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { ConfigReader } from '../config-reader.ts';
import { describeLlamaLike, readLlamaLike, toPostSublayerNorms } from '../llama-like.ts';

/**
 * transformers 4.57.6 `modeling_exaone4.py`: norms after each sublayer and none before; norms of each query and key head. In models with windows, only
 * the blocks with windows have the rotary embedding.
 */
export const exaone4: Architecture = {
  modelTypes: ['exaone4'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { eps: 1e-5 });
    const window = config.numberOrNull('sliding_window', 4096);
    const isWindowed = readPattern(config);
    const slides = readSlidingBlocks(config, like.sizes.blocks, (block) => window !== null && isWindowed(block));
    return describeLlamaLike({
      ...like,
      rotary: (block) => (window === null || slides[block] ? like.rotary(block) : null),
      window: (block) => (slides[block] ? window : null),
      headNorm: 'head',
      change: toPostSublayerNorms(like),
    });
  },
};

/** `sliding_window_pattern`: every how many blocks one has full attention, or a letter per block of the cycle (LLLG). */
function readPattern(config: ConfigReader): (block: number) => boolean {
  const stated = config.find('sliding_window_pattern');
  if (typeof stated === 'string' && /^[LG]+$/.test(stated)) return (block) => stated[block % stated.length] === 'L';
  const period = config.numberOrNull('sliding_window_pattern', 4) ?? 4;
  return (block) => (block + 1) % period !== 0;
}

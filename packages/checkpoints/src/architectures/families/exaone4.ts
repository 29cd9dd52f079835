import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import { describeLlamaLike, readLlamaLike, toPostSublayerNorms } from '../llama-like.ts';

/**
 * transformers 4.57.6 `modeling_exaone4.py`: norms after each half and none before; norms of each query and key head. In models with windows, only
 * the blocks with windows have the rotary embedding.
 */
export const exaone4: Architecture = {
  modelTypes: ['exaone4'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { eps: 1e-5 });
    const window = config.numberOrNull('sliding_window', 4096);
    const pattern = config.numberOrNull('sliding_window_pattern', 4);
    const slides = readSlidingBlocks(config, like.sizes.blocks, (block) => window !== null && (block + 1) % (pattern ?? 4) !== 0);
    return describeLlamaLike({
      ...like,
      rotary: (block) => (window === null || slides[block] ? like.rotary(block) : null),
      window: (block) => (slides[block] ? window : null),
      headNorm: 'head',
      change: toPostSublayerNorms(like),
    });
  },
};

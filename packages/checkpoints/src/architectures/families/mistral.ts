import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import { getAttention } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_mistral.py`: Llama with one sliding window for every block. */
export const mistral: Architecture = {
  modelTypes: ['mistral'],
  prefix: 'model.',
  describe: (config, layout) => {
    const window = config.numberOrNull('sliding_window', 4096);
    return describeLlamaLike({ ...readLlamaLike(config, layout, { maxPositions: 131_072 }), window: () => window });
  },
};

/** transformers 5.24.0 `modeling_ministral.py`: windows where layer_types says so. */
export const ministral: Architecture = {
  modelTypes: ['ministral'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 32_768 });
    const window = config.numberOrNull('sliding_window', 4096);
    const slides = readSlidingBlocks(config, like.sizes.blocks, () => true);
    return describeLlamaLike({ ...like, window: (block) => (slides[block] === true ? window : null) });
  },
};

/** transformers 5.24.0 `modeling_ministral3.py`: queries grow with the logarithm of their position. */
export const ministral3: Architecture = {
  modelTypes: ['ministral3'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 262_144, rotaryBase: 1_000_000, eps: 1e-5 });
    const window = config.numberOrNull('sliding_window', null);
    const scaling = config.findSection('rope_scaling');
    const [rate, length] = ['llama_4_scaling_beta', 'original_max_position_embeddings'].map((key) => scaling?.findNumber(key));
    const queryGrowth = rate === undefined || length === undefined ? null : { rate, length };
    return describeLlamaLike({
      ...like,
      window: () => window,
      change: (block) => ({ ...block, mixer: { ...getAttention(block), queryGrowth } }),
    });
  },
};

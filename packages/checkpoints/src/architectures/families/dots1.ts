import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { readRoutedExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_dots1.py`: norms of each query and key head, DeepSeek-V3's experts, and windows where layer_types says so. */
export const dots1: Architecture = {
  modelTypes: ['dots1'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, {});
    const hasBias = config.flag('attention_bias', false);
    const slides = readSlidingBlocks(config, like.sizes.blocks, () => false);
    const window = config.numberOrNull('sliding_window', 4096);
    config.ignore('max_window_layers');
    return describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'head',
      window: (block) => (slides[block] ? window : null),
      mlp: readRoutedExperts(config, like, {
        router: 'sigmoid',
        defaults: { inner: 1408, count: 128, selected: 6, shared: 0 },
        isRenormalized: false,
      }),
    });
  },
};

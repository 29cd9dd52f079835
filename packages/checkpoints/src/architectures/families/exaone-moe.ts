import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { readRoutedExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_exaone_moe.py`: positions only in blocks with windows, norms of each query and key head, DeepSeek-V3's experts. */
export const exaoneMoe: Architecture = {
  modelTypes: ['exaone_moe'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { eps: 1e-5 });
    const window = config.numberOrNull('sliding_window', 4096);
    const pattern = config.find('sliding_window_pattern');
    const every = typeof pattern === 'number' ? pattern : 4;
    const slides = readSlidingBlocks(config, like.sizes.blocks, (block) => (block + 1) % every !== 0);
    config.ignore('num_nextn_predict_layers');
    const decoder = describeLlamaLike({
      ...like,
      headNorm: 'head',
      rotary: (block) => (window === null || slides[block] === true ? like.rotary(block) : null),
      window: (block) => (slides[block] === true ? window : null),
      mlp: readRoutedExperts(config, like, {
        router: 'sigmoid',
        defaults: { inner: 1024, count: 64, selected: 8 },
        dense: 1,
        names: { bias: 'e_score_correction_bias' },
      }),
    });
    return { ...decoder, ignored: [...decoder.ignored, /^mtp\./] };
  },
};

import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, llamaActivation, llamaRotary, readSizes } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_mistral.py`: Llama with one sliding window for every block. */
export const mistral: Architecture = {
  modelTypes: ['mistral'],
  prefix: 'model.',
  describe: (config, layout) => {
    const sizes = readSizes(config);
    const rotary = llamaRotary(config, { sizes, layout, base: 10_000, maxPositions: 4096 * 32 });
    const window = config.findNumber('sliding_window') ?? null;
    return describeLlamaLike({
      sizes,
      layout,
      rotary: () => rotary,
      window: () => window,
      eps: config.number('rms_norm_eps', 1e-6),
      activation: llamaActivation(config),
      isTied: config.flag('tie_word_embeddings', false),
    });
  },
};

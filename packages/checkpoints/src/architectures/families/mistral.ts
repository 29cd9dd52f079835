import type { Architecture } from '../architecture.ts';
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

import type { Architecture } from '../architecture.ts';
import { BY_THE_SUM, mixtralExperts, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_mixtral.py`: Mistral with experts; the selected probabilities are divided by their sum. */
export const mixtral: Architecture = {
  modelTypes: ['mixtral'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 131_072, rotaryBase: 1_000_000, eps: 1e-5 });
    const window = config.numberOrNull('sliding_window', null);
    const sizes = { ...like.sizes, activation: like.activation, count: config.count('num_local_experts', 8) };
    const selected = config.count('num_experts_per_tok', 2);
    return describeLlamaLike({
      ...like,
      window: () => window,
      mlp: (block) =>
        plainExperts({
          ...mixtralExperts(`model.layers.${block}.block_sparse_moe`, sizes),
          selected,
          renormalization: BY_THE_SUM,
        }),
    });
  },
};

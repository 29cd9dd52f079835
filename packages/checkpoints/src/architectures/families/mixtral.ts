import type { Architecture } from '../architecture.ts';
import type { GatedMlp } from '../decoder.ts';
import { BY_THE_SUM, linear, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_mixtral.py`: Mistral with experts; the selected probabilities are divided by their sum. */
export const mixtral: Architecture = {
  modelTypes: ['mixtral'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 131_072, rotaryBase: 1_000_000, eps: 1e-5 });
    const { hidden, inner } = like.sizes;
    const window = config.numberOrNull('sliding_window', null);
    const count = config.count('num_local_experts', 8);
    const selected = config.count('num_experts_per_tok', 2);
    const project = (place: string, inputs: number, outputs: number) => linear(place, { inputs, outputs, hasBias: false });
    const expert = (place: string): GatedMlp => ({
      kind: 'gated',
      gate: project(`${place}.w1`, hidden, inner),
      up: project(`${place}.w3`, hidden, inner),
      down: project(`${place}.w2`, inner, hidden),
      activation: like.activation,
    });
    return describeLlamaLike({
      ...like,
      window: () => window,
      mlp: (block) =>
        plainExperts({
          router: project(`model.layers.${block}.block_sparse_moe.gate`, hidden, count),
          selected,
          renormalization: BY_THE_SUM,
          experts: Array.from({ length: count }, (_, index) => expert(`model.layers.${block}.block_sparse_moe.experts.${index}`)),
        }),
    });
  },
};

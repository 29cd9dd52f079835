import type { Architecture } from '../architecture.ts';
import type { Rotary } from '../decoder.ts';
import { layerNorm, mixtralExperts, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 5.24.0 `modeling_phimoe.py`: Mixtral with LayerNorm, biases, and experts that SparseMixer weighs. */
export const phimoe: Architecture = {
  modelTypes: ['phimoe'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 131_072, rotaryBase: 1_000_000, eps: 1e-5 });
    const window = config.numberOrNull('sliding_window', null);
    const hasBias = config.flag('attention_bias', false);
    const sizes = { ...like.sizes, activation: like.activation, count: config.count('num_local_experts', 16) };
    const scaling = config.findSection('rope_scaling');
    const [short, long] = ['short_mscale', 'long_mscale'].map((key) => scaling?.findNumber(key));
    const rotate = (block: number): Rotary | null => {
      const rotary = like.rotary(block);
      if (rotary?.frequencies.kind !== 'by-length') return rotary;
      // transformers takes the short factors at every length; what is stated by length replaces the magnitude that follows from the lengths.
      const magnitude = short ?? rotary.magnitude;
      const frequencies = { ...rotary.frequencies, long: rotary.frequencies.short, growth: (long ?? magnitude) / magnitude };
      return { ...rotary, magnitude, frequencies };
    };
    const jitter = config.number('router_jitter_noise', 0.01);
    config.require('num_experts_per_tok', 2);
    config.ignore('input_jitter_noise');
    const decoder = describeLlamaLike({
      ...like,
      norm: layerNorm(config.number('rms_norm_eps', 1e-5)),
      biases: { qkv: hasBias, output: hasBias },
      rotary: rotate,
      window: () => window,
      mlp: (block) =>
        plainExperts({ ...mixtralExperts(`model.layers.${block}.block_sparse_moe`, sizes), selected: 2, order: 'sparse-mixer', jitter }),
    });
    return { ...decoder, head: { ...decoder.head, bias: config.flag('lm_head_bias', false) ? 'lm_head.bias' : null } };
  },
};

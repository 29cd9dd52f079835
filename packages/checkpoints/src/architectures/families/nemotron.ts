import type { Architecture } from '../architecture.ts';
import { layerNorm, plainMlp } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_nemotron.py`: layer norms that multiply by 1 + weight, an MLP without gate, and partial rotary embedding. */
export const nemotron: Architecture = {
  modelTypes: ['nemotron'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 4096, rotaryShare: 0.5 });
    const hasBias = config.flag('attention_bias', false);
    const norm = layerNorm(config.number('norm_eps', 1e-5));
    const { hidden, inner, headSize } = like.sizes;
    // Megatron's name for the size of a head.
    config.require('kv_channels', headSize);
    const shape = { hidden, inner, hasBias: config.flag('mlp_bias', false), activation: readActivation(config, 'hidden_act', 'relu2') };
    return describeLlamaLike({
      ...like,
      norm: (name) => ({ ...norm(name), addsOne: !layout.normsIncludeOne }),
      biases: { qkv: hasBias, output: hasBias },
      mlp: (block) => plainMlp(`model.layers.${block}.mlp.up_proj`, `model.layers.${block}.mlp.down_proj`, shape),
    });
  },
};

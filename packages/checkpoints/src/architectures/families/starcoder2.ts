import type { Architecture } from '../architecture.ts';
import { layerNorm, plainMlp } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_starcoder2.py`: layer norms, an MLP without gate, and one window for every block. */
export const starcoder2: Architecture = {
  modelTypes: ['starcoder2'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 4096, isTied: true });
    const { hidden, inner } = like.sizes;
    const window = config.numberOrNull('sliding_window', null);
    const hasBias = config.flag('use_bias', true);
    config.require('mlp_type', 'default');
    config.require('norm_type', 'layer_norm');
    // Keys of the first StarCoder; transformers reads hidden_act and norm_epsilon.
    config.ignore('activation_function', 'layer_norm_epsilon', 'scale_attn_weights');
    config.ignore('attention_softmax_in_fp32', 'scale_attention_softmax_in_fp32');
    const shape = { hidden, inner, hasBias, activation: readActivation(config, 'hidden_act', 'gelu_pytorch_tanh') };
    return describeLlamaLike({
      ...like,
      window: () => window,
      norm: layerNorm(config.number('norm_epsilon', 1e-5)),
      biases: { qkv: hasBias, output: hasBias },
      mlp: (block) => plainMlp(`model.layers.${block}.mlp.c_fc`, `model.layers.${block}.mlp.c_proj`, shape),
    });
  },
};

import type { Architecture } from '../architecture.ts';
import { describeLlamaLike, llamaActivation, llamaRotary, readSizes } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_llama.py` */
export const llama: Architecture = {
  modelTypes: ['llama'],
  prefix: 'model.',
  describe: (config, layout) => {
    const sizes = readSizes(config);
    const rotary = llamaRotary(config, { sizes, layout, base: 10_000, maxPositions: 2048 });
    const attentionBias = config.flag('attention_bias', false);
    return describeLlamaLike({
      sizes,
      layout,
      rotary: () => rotary,
      window: () => null,
      eps: config.number('rms_norm_eps', 1e-6),
      biases: { qkv: attentionBias, output: attentionBias, mlp: config.flag('mlp_bias', false) },
      activation: llamaActivation(config),
      isTied: config.flag('tie_word_embeddings', false),
    });
  },
};

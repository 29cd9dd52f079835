import type { Architecture } from '../architecture.ts';
import { plainMlp } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 5.24.0 `modeling_arcee.py`: Llama with an MLP without gate, whose activation is squared. */
export const arcee: Architecture = {
  modelTypes: ['arcee'],
  prefix: 'model.',
  describe: (config, layout) => {
    const activation = readActivation(config, 'hidden_act', 'relu2');
    const like = readLlamaLike(config, layout, { maxPositions: 4096, eps: 1e-5 });
    const { hidden, inner } = like.sizes;
    const hasBias = config.flag('attention_bias', false);
    const shape = { hidden, inner, hasBias: config.flag('mlp_bias', false), activation };
    return describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      mlp: (block) => plainMlp(`model.layers.${block}.mlp.up_proj`, `model.layers.${block}.mlp.down_proj`, shape),
    });
  },
};

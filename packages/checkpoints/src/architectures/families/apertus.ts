import type { Architecture } from '../architecture.ts';
import { plainMlp } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 5.24.0 `modeling_apertus.py`: norms of each query and key head, and an MLP without gate with a learned activation. */
export const apertus: Architecture = {
  modelTypes: ['apertus'],
  prefix: 'model.',
  describe: (config, layout) => {
    const named = config.text('hidden_act', 'xielu') === 'xielu' ? null : readActivation(config, 'hidden_act', 'xielu');
    const like = readLlamaLike(config, layout, { maxPositions: 65_536, rotaryBase: 12_000_000, eps: 1e-5, hasActivation: false });
    const { hidden, inner } = like.sizes;
    const hasBias = config.flag('attention_bias', false);
    // transformers gives the MLP no biases, whatever is stated.
    config.ignore('mlp_bias');
    return describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'head',
      mlp: (block) => {
        const place = `model.layers.${block}.mlp`;
        const activation = named ?? ({ kind: 'xielu', place: `${place}.act_fn` } as const);
        return plainMlp(`${place}.up_proj`, `${place}.down_proj`, { hidden, inner, hasBias: false, activation });
      },
      change: (block, index) => ({
        ...block,
        mixerNorm: like.norm(`model.layers.${index}.attention_layernorm`),
        mlpNorm: like.norm(`model.layers.${index}.feedforward_layernorm`),
      }),
    });
  },
};

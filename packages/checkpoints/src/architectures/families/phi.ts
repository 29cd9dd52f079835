import type { Architecture } from '../architecture.ts';
import type { DecoderBlock, HeadNorm } from '../decoder.ts';
import { getAttention, layerNorm, linear, plainMlp } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_phi.py` (Phi 1, 1.5, 2): parallel sublayers after one layer norm, an MLP without gate, biases everywhere. */
export const phi: Architecture = {
  modelTypes: ['phi'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { rotaryShare: 0.5 });
    const { hidden, inner, heads, headSize } = like.sizes;
    const norm = layerNorm(config.number('layer_norm_eps', 1e-5));
    const hasHeadNorms = config.flag('qk_layernorm', false);
    const headNorm = (name: string): HeadNorm | null => (hasHeadNorms ? { norm: norm(name), over: 'head', weights: null } : null);
    const shape = { hidden, inner, hasBias: true, activation: readActivation(config, 'hidden_act', 'gelu_new') };
    const change = (block: DecoderBlock, index: number): DecoderBlock => {
      const place = `model.layers.${index}.self_attn`;
      const output = linear(`${place}.dense`, { inputs: heads * headSize, outputs: hidden, hasBias: true });
      const norms = { queryNorm: headNorm(`${place}.q_layernorm`), keyNorm: headNorm(`${place}.k_layernorm`) };
      return { ...block, mixer: { ...getAttention(block), output, ...norms }, residual: 'parallel', mlpNorm: null };
    };
    const mlp = (block: number) => plainMlp(`model.layers.${block}.mlp.fc1`, `model.layers.${block}.mlp.fc2`, shape);
    const decoder = describeLlamaLike({ ...like, norm, biases: { qkv: true }, mlp, change });
    return { ...decoder, finalNorm: norm('model.final_layernorm'), head: { ...decoder.head, bias: 'lm_head.bias' } };
  },
};

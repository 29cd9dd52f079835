import type { Architecture } from '../architecture.ts';
import { getAttention } from '../decoder-parts.ts';
import { describeLlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 5.24.0 `modeling_bitnet.py`: Llama with norms of what the last matrix of each half reads. */
export const bitnet: Architecture = {
  modelTypes: ['bitnet'],
  prefix: 'model.',
  describe: (config, layout) => {
    const plain = readLlamaLike(config, layout, { rotaryBase: 500_000, eps: 1e-5 });
    const hasBias = config.flag('attention_bias', false);
    const like = { ...plain, activation: readActivation(config, 'hidden_act', 'relu2'), biases: { qkv: hasBias, output: hasBias } };
    return describeLlamaLike({
      ...like,
      mlp: (block) => {
        const place = `model.layers.${block}.mlp`;
        return { ...llamaMlp(like, place, like.sizes.inner), innerNorm: like.norm(`${place}.ffn_sub_norm`) };
      },
      change: (block, index) => ({
        ...block,
        mixer: { ...getAttention(block), mixedNorm: like.norm(`model.layers.${index}.self_attn.attn_sub_norm`) },
      }),
    });
  },
};

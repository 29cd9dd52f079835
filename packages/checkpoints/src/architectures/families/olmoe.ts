import type { Architecture } from '../architecture.ts';
import { BY_THE_SUM, getAttention, linear, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';

/** transformers 5.24.0 `modeling_olmoe.py`: norms over all query heads and over all key heads, clipped queries, keys and values, and experts. */
export const olmoe: Architecture = {
  modelTypes: ['olmoe'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 4096, eps: 1e-5 });
    const { hidden, inner } = like.sizes;
    const hasBias = config.flag('attention_bias', false);
    const clip = config.numberOrNull('clip_qkv', null);
    const count = config.count('num_experts', 64);
    const selected = config.count('num_experts_per_tok', 8);
    const renormalization = config.flag('norm_topk_prob', false) ? BY_THE_SUM : null;
    return describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'all-heads',
      mlp: (block) => {
        const place = `model.layers.${block}.mlp`;
        return plainExperts({
          router: linear(`${place}.gate`, { inputs: hidden, outputs: count, hasBias: false }),
          selected,
          renormalization,
          experts: Array.from({ length: count }, (_, index) => llamaMlp(like, `${place}.experts.${index}`, inner)),
        });
      },
      change: (block) => ({ ...block, mixer: { ...getAttention(block), clip } }),
    });
  },
};

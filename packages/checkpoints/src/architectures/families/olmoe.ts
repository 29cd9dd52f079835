import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Mlp } from '../decoder.ts';
import { BY_THE_SUM, getAttention, linear, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, type LlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';

/** transformers 5.24.0 `modeling_olmoe.py`: norms over all query heads and over all key heads, clipped queries, keys and values, and experts. */
export const olmoe: Architecture = {
  modelTypes: ['olmoe'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 4096, eps: 1e-5 });
    const hasBias = config.flag('attention_bias', false);
    const clip = config.numberOrNull('clip_qkv', null);
    return describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'all-heads',
      mlp: readOlmoExperts(config, like, { count: 64, selected: 8 }),
      change: (block) => ({ ...block, mixer: { ...getAttention(block), clip } }),
    });
  },
};

/** Experts in every block. */
export function readOlmoExperts(
  config: ConfigReader,
  like: LlamaLike,
  defaults: { readonly count: number; readonly selected: number },
): (block: number) => Mlp {
  const { hidden, inner } = like.sizes;
  const count = config.count('num_experts', defaults.count);
  const selected = config.count('num_experts_per_tok', defaults.selected);
  const renormalization = config.flag('norm_topk_prob', false) ? BY_THE_SUM : null;
  return (block) => {
    const place = `model.layers.${block}.mlp`;
    return plainExperts({
      router: linear(`${place}.gate`, { inputs: hidden, outputs: count, hasBias: false }),
      selected,
      renormalization,
      experts: Array.from({ length: count }, (_, index) => llamaMlp(like, `${place}.experts.${index}`, inner)),
    });
  };
}

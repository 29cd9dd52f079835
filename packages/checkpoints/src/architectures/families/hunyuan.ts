import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Mlp } from '../decoder.ts';
import { BY_THE_SUM, getAttention, linear, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, type LlamaLike, llamaMlp, readLlamaLike } from '../llama-like.ts';
import { listExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_hunyuan_v1_dense.py`: norms of each query and key head, after the rotary embedding. */
export const hunyuanDense: Architecture = {
  modelTypes: ['hunyuan_v1_dense'],
  prefix: 'model.',
  describe: (config, layout) => describeLlamaLike(readHunyuan(config, layout)),
};

/** transformers 5.24.0 `modeling_hunyuan_v1_moe.py`: experts, and an MLP for all tokens. */
export const hunyuanMoe: Architecture = {
  modelTypes: ['hunyuan_v1_moe'],
  prefix: 'model.',
  describe: (config, layout, tensors) => {
    const like = readHunyuan(config, layout);
    const { hidden, inner, blocks } = like.sizes;
    const count = config.count('num_experts', 1);
    const stated = config.find('moe_topk');
    const perBlock = Array.isArray(stated) ? config.findPerBlock('moe_topk', blocks) : undefined;
    const selected = perBlock === undefined ? config.count('moe_topk', 1) : 1;
    const mlp = (block: number): Mlp => {
      const place = `model.layers.${block}.mlp`;
      return plainExperts({
        router: linear(`${place}.gate.wg`, { inputs: hidden, outputs: count, hasBias: false }),
        selected: Number(perBlock?.[block] ?? selected),
        renormalization: BY_THE_SUM,
        experts: listExperts({ tensors, place: `${place}.experts`, count, hidden, inner, activation: like.activation }, (one) =>
          llamaMlp(like, one, inner),
        ),
        shared: { mlp: llamaMlp(like, `${place}.shared_mlp`, inner), gate: null },
      });
    };
    return describeLlamaLike({ ...like, mlp });
  },
};

function readHunyuan(config: ConfigReader, layout: StoredLayout): LlamaLike {
  const like = readLlamaLike(config, layout, { eps: 1e-5, scalesByAlpha: true });
  const hasBias = config.flag('attention_bias', false);
  return {
    ...like,
    biases: { qkv: hasBias, output: hasBias },
    change: (block, index) => {
      const place = `model.layers.${index}.self_attn`;
      const norms = {
        queryNorm: { norm: like.norm(`${place}.query_layernorm`), over: 'head', weights: null },
        keyNorm: { norm: like.norm(`${place}.key_layernorm`), over: 'head', weights: null },
      } as const;
      return { ...block, mixer: { ...getAttention(block), ...norms, normsFollowRotary: true } };
    },
  };
}

import type { Architecture } from '../architecture.ts';
import { BY_THE_SUM, mixtralExperts, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 5.24.0 `modeling_minimax_m2.py`: norms over all query and all key heads, partial rotary embedding, experts selected by sigmoid and bias. */
export const minimaxM2: Architecture = {
  modelTypes: ['minimax_m2'],
  prefix: 'model.',
  describe: (config, layout) => {
    const headSize = config.count('head_dim', 128);
    const rotaryShare = config.number('rotary_dim', headSize) / headSize;
    const like = readLlamaLike(config, layout, { maxPositions: 196_608, rotaryBase: 5_000_000, headSize, rotaryShare });
    const sizes = { ...like.sizes, activation: like.activation, count: config.count('num_local_experts', 256) };
    const selected = config.count('num_experts_per_tok', 8);
    config.require('scoring_func', 'sigmoid');
    config.require('use_qk_norm', true);
    config.require('qk_norm_type', 'per_layer');
    config.require('use_routing_bias', true);
    config.require('shared_intermediate_size', 0);
    config.ignore('attn_type_list', 'use_mtp', 'num_mtp_modules', 'mtp_transformer_layers');
    const decoder = describeLlamaLike({
      ...like,
      headNorm: 'all-heads',
      mlp: (block) => {
        const place = `model.layers.${block}.block_sparse_moe`;
        return plainExperts({
          ...mixtralExperts(place, sizes),
          selected,
          order: 'sigmoid-topk',
          selectionBias: `${place}.e_score_correction_bias`,
          renormalization: BY_THE_SUM,
        });
      },
    });
    return { ...decoder, ignored: [...decoder.ignored, /^mtp\./] };
  },
};

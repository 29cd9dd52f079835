import type { Architecture } from '../architecture.ts';
import { readLatentAttention } from '../latent-attention.ts';
import { describeLlamaLike, readPlainLike } from '../llama-like.ts';

/** transformers 5.24.0 `modeling_minicpm3.py`: latent attention, and factors on embeddings, on what each half adds, and on logits. */
export const minicpm3: Architecture = {
  modelTypes: ['minicpm3'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readPlainLike(config, layout, { eps: 1e-5, isTied: true });
    const { hidden, heads, blocks } = like.sizes;
    const attend = readLatentAttention(config, {
      hidden,
      heads,
      positions: { isInterleaved: false, maxPositions: 32_768 },
      hasBias: config.flag('attention_bias', false),
      defaults: { queryRank: 768, latent: 256, plainSize: 64, rotatedSize: 32, valueSize: Math.floor(hidden / heads) },
    });
    // The depth of the model decides how much each block adds.
    const residualScale = config.number('scale_depth', 1.4) / Math.sqrt(blocks);
    const decoder = describeLlamaLike({
      ...like,
      biases: { mlp: config.flag('mlp_bias', false) },
      mixer: (block) => attend(`model.layers.${block}.self_attn`),
      change: (block) => ({ ...block, residualScale }),
    });
    return {
      ...decoder,
      embedding: { ...decoder.embedding, scale: config.number('scale_emb', 12) },
      head: { ...decoder.head, scale: config.number('dim_model_base', 256) / hidden },
    };
  },
};

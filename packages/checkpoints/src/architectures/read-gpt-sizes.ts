import { CHECKPOINT_LIMITS } from '../limits.ts';
import type { ConfigReader } from './config-reader.ts';

/** Sizes of architectures with GPT-2's config keys. */
export interface GptSizes {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly inner: number;
  readonly blocks: number;
  readonly heads: number;
  readonly headSize: number;
  readonly positions: number;
  readonly eps: number;
}

/** Reads sizes by GPT-2's key names and by the usual ones; transformers accepts both. @param positions default of n_positions */
export function readGptSizes(config: ConfigReader, positions = 1024): GptSizes {
  const hidden = config.count(['n_embd', 'n_embed', 'd_model', 'hidden_size']);
  const heads = config.count(['n_head', 'n_heads', 'num_heads', 'num_attention_heads']);
  const blocks = config.count(['n_layer', 'n_layers', 'num_layers', 'num_hidden_layers']);
  if (blocks > CHECKPOINT_LIMITS.maxBlocks)
    throw config.unsupported('n_layer', blocks, `the limit is ${CHECKPOINT_LIMITS.maxBlocks} blocks`);
  if (hidden % heads !== 0) throw config.unsupported('n_head', heads, `it must divide the hidden size ${hidden}`);
  return {
    vocabulary: config.count('vocab_size'),
    hidden,
    inner: config.count(['n_inner', 'intermediate_size', 'ffn_dim', 'ffn_hidden_size'], 4 * hidden),
    blocks,
    heads,
    headSize: hidden / heads,
    positions: config.count(['n_positions', 'max_position_embeddings', 'max_seq_len', 'seq_length'], positions),
    eps: config.number(['layer_norm_epsilon', 'layer_norm_eps'], 1e-5),
  };
}

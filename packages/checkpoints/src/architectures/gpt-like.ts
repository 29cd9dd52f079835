import { CHECKPOINT_LIMITS } from '../limits.ts';
import type { ConfigReader } from './config-reader.ts';
import type { Decoder, DecoderBlock, Embedding, Norm } from './decoder.ts';
import { plainHead, STRAY_BUFFERS } from './decoder-parts.ts';
import type { Sizes } from './llama-like.ts';

/** Sizes of architectures with GPT-2's config keys. */
export interface GptSizes extends Omit<Sizes, 'keyHeads'> {
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

/** A decoder of the time of GPT-2: its own tensor names, and the head after the last norm. */
export interface GptLike {
  readonly sizes: GptSizes;
  /** It has no scale, positions, projection or norm by default. */
  readonly embedding: Pick<Embedding, 'weight'> & Partial<Embedding>;
  readonly describeBlock: (block: number) => DecoderBlock;
  readonly finalNorm: Norm | null;
  readonly isTied: boolean;
  /** The tensor of a head that is not the embedding; default lm_head. */
  readonly head?: string;
}

export function describeGptLike({ sizes, embedding, describeBlock, finalNorm, isTied, head = 'lm_head' }: GptLike): Decoder {
  return {
    vocabularySize: sizes.vocabulary,
    hiddenSize: sizes.hidden,
    embedding: { scale: 1, positions: null, projection: null, norm: null, ...embedding },
    blocks: Array.from({ length: sizes.blocks }, (_, block) => describeBlock(block)),
    finalNorm,
    head: plainHead(isTied ? embedding.weight : `${head}.weight`),
    ignored: [...STRAY_BUFFERS, ...(isTied ? [new RegExp(`^${head}\\.weight$`)] : [])],
  };
}

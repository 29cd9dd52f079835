import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Attention, Decoder, HeadNorm } from '../decoder.ts';
import { getAttention, layerNorm } from '../decoder-parts.ts';
import { describeLlamaLike, type LlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_cohere.py`: parallel sublayers after one layer norm without bias, interleaved rotary embedding, scaled logits. */
export const cohere: Architecture = {
  modelTypes: ['cohere'],
  prefix: 'model.',
  describe: (config, layout) => {
    const hasHeadNorms = config.flag('use_qk_norm', false);
    return describeCohere(config, layout, () => ({}), hasHeadNorms);
  },
};

/** transformers 4.57.6 `modeling_cohere2.py`: Cohere with windows; blocks with full attention have no rotary embedding. */
export const cohere2: Architecture = {
  modelTypes: ['cohere2'],
  prefix: 'model.',
  describe: (config, layout) => {
    requireCohere2(config);
    const change = (like: LlamaLike): Partial<LlamaLike> => {
      const window = config.number('sliding_window', 4096);
      const pattern = config.number(['sliding_window_pattern', '_sliding_window_pattern'], 4);
      const slides = readSlidingBlocks(config, like.sizes.blocks, (block) => (block + 1) % pattern !== 0);
      return { rotary: (block) => (slides[block] ? like.rotary(block) : null), window: (block) => (slides[block] ? window : null) };
    };
    return describeCohere(config, layout, change, false);
  },
};

/** Keys of Cohere's own code, with the single value that transformers supports. */
function requireCohere2(config: ConfigReader): void {
  // Distribution of the weights over several devices.
  config.ignore('layer_switch', 'use_parallel_embedding');
  config.require('order_of_interleaved_layers', 'local_attn_first');
  config.require('position_embedding_type', 'rope_gptj');
  config.require('rotary_pct', 1);
  for (const key of ['use_embedding_sharing', 'use_gated_activation', 'use_parallel_block']) config.require(key, true);
}

function describeCohere(
  config: ConfigReader,
  layout: StoredLayout,
  more: (like: LlamaLike) => Partial<LlamaLike>,
  hasHeadNorms: boolean,
): Decoder {
  const like = readLlamaLike(config, layout, { maxPositions: 8192, isTied: true, isInterleaved: true });
  const norm = layerNorm(config.number('layer_norm_eps', 1e-5), { hasBias: false });
  const hasBias = config.flag('attention_bias', false);
  const headNorm = (name: string): HeadNorm => ({ norm: norm(name), over: 'own-head', weights: null });
  const decoder = describeLlamaLike({
    ...like,
    ...more(like),
    norm,
    biases: { qkv: hasBias, output: hasBias },
    change: (block, index) => {
      const place = `model.layers.${index}.self_attn`;
      const norms: Partial<Attention> = hasHeadNorms
        ? { queryNorm: headNorm(`${place}.q_norm`), keyNorm: headNorm(`${place}.k_norm`) }
        : {};
      return { ...block, mixer: { ...getAttention(block), ...norms }, residual: 'parallel', mlpNorm: null };
    },
  });
  return { ...decoder, head: { ...decoder.head, scale: config.number('logit_scale', 0.0625) } };
}

import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { ConfigReader } from '../config-reader.ts';
import { getAttention } from '../decoder-parts.ts';
import { describeLlamaLike, type LlamaLike, readLlamaLike, toPostSublayerNorms } from '../llama-like.ts';
import { readRotary } from '../read-rotary.ts';

/** transformers 4.57.6 `modeling_olmo.py`: Llama with layer norms without weights, and clipped queries, keys and values. */
export const olmo: Architecture = {
  modelTypes: ['olmo'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout);
    const hasBias = config.flag('attention_bias', false);
    const clip = config.numberOrNull('clip_qkv', null);
    return describeLlamaLike({
      ...like,
      norm: () => ({ kind: 'layer', eps: 1e-5, weight: null, bias: null, addsOne: false }),
      biases: { qkv: hasBias, output: hasBias },
      change: (block) => ({ ...block, mixer: { ...getAttention(block), clip } }),
    });
  },
};

/** transformers 4.57.6 `modeling_olmo2.py`: norms after each sublayer and none before; one norm over all query heads, one over all key heads. */
export const olmo2: Architecture = {
  modelTypes: ['olmo2'],
  prefix: 'model.',
  describe: (config, layout) => describeLlamaLike(readOlmo2(config, layout)),
};

/** transformers 4.57.6 `modeling_olmo3.py`: OLMo 2 with windows; blocks with windows use the unscaled rotary embedding. */
export const olmo3: Architecture = {
  modelTypes: ['olmo3'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readOlmo2(config, layout);
    const slides = readSlidingBlocks(config, like.sizes.blocks, (block) => (block + 1) % 4 !== 0);
    const window = config.number('sliding_window', 4096);
    const unscaled = readRotary(config, {
      size: like.sizes.headSize,
      base: config.number(['rope_local_base_freq', 'rope_theta'], 10_000),
      isInterleaved: layout.interleavedRotary,
      scalingKey: null,
      maxPositions: 0,
    });
    return describeLlamaLike({
      ...like,
      rotary: (block) => (slides[block] ? unscaled : like.rotary(block)),
      window: (block) => (slides[block] ? window : null),
    });
  },
};

function readOlmo2(config: ConfigReader, layout: StoredLayout): LlamaLike {
  const like = readLlamaLike(config, layout, { eps: 1e-5 });
  const hasBias = config.flag('attention_bias', false);
  return { ...like, biases: { qkv: hasBias, output: hasBias }, headNorm: 'all-heads', change: toPostSublayerNorms(like) };
}

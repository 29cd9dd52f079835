import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { ConfigReader } from '../config-reader.ts';
import { describeLlamaLike, llamaActivation, llamaRotary, readSizes } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_qwen2.py`: Llama with biases of queries, keys and values, and windows in the later blocks. */
export const qwen2: Architecture = {
  modelTypes: ['qwen2'],
  prefix: 'model.',
  describe: (config, layout) => {
    const sizes = readSizes(config);
    const rotary = llamaRotary(config, { sizes, layout, base: 10_000, maxPositions: 32_768 });
    return describeLlamaLike({
      sizes,
      layout,
      rotary: () => rotary,
      window: readQwenWindows(config, sizes.blocks),
      eps: config.number('rms_norm_eps', 1e-6),
      biases: { qkv: true },
      activation: llamaActivation(config),
      isTied: config.flag('tie_word_embeddings', false),
    });
  },
};

/** transformers 4.57.6 `modeling_qwen3.py`: norms of each query and key head, and no biases unless attention_bias says so. */
export const qwen3: Architecture = {
  modelTypes: ['qwen3'],
  prefix: 'model.',
  describe: (config, layout) => {
    const sizes = readSizes(config, { headSize: 128 });
    const rotary = llamaRotary(config, { sizes, layout, base: 10_000, maxPositions: 32_768 });
    const attentionBias = config.flag('attention_bias', false);
    return describeLlamaLike({
      sizes,
      layout,
      rotary: () => rotary,
      window: readQwenWindows(config, sizes.blocks),
      eps: config.number('rms_norm_eps', 1e-6),
      biases: { qkv: attentionBias, output: attentionBias },
      headNorm: 'head',
      activation: llamaActivation(config),
      isTied: config.flag('tie_word_embeddings', false),
    });
  },
};

/** Windows of Qwen: where use_sliding_window is set, for blocks from max_window_layers on, or as layer_types says. */
export function readQwenWindows(config: ConfigReader, blocks: number): (block: number) => number | null {
  const isWindowed = config.flag('use_sliding_window', false);
  const first = config.number('max_window_layers', 28);
  const size = config.findNumber('sliding_window') ?? null;
  const window = isWindowed ? size : null;
  const slides = readSlidingBlocks(config, blocks, (block) => window !== null && block >= first);
  return (block) => (slides[block] === true ? window : null);
}

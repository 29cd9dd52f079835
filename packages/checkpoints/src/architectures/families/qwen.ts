import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { ConfigReader } from '../config-reader.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_qwen2.py`: Llama with biases of queries, keys and values, and windows in the later blocks. */
export const qwen2: Architecture = {
  modelTypes: ['qwen2', 'qwen2_vl_text', 'qwen2_5_vl_text'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 32_768 });
    return describeLlamaLike({ ...like, window: readQwenWindows(config, like.sizes.blocks), biases: { qkv: true } });
  },
};

/** transformers 4.57.6 `modeling_qwen3.py`: norms of each query and key head, and no biases unless attention_bias is set. */
export const qwen3: Architecture = {
  modelTypes: ['qwen3'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 32_768, headSize: 128 });
    const hasBias = config.flag('attention_bias', false);
    return describeLlamaLike({
      ...like,
      window: readQwenWindows(config, like.sizes.blocks),
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'head',
    });
  },
};

/** Windows of Qwen: if use_sliding_window is set, for blocks from max_window_layers on, or as stated in layer_types. */
function readQwenWindows(config: ConfigReader, blocks: number): (block: number) => number | null {
  const isWindowed = config.flag('use_sliding_window', false);
  const first = config.number('max_window_layers', 28);
  const size = config.numberOrNull('sliding_window', 4096);
  const window = isWindowed ? size : null;
  const slides = readSlidingBlocks(config, blocks, (block) => window !== null && block >= first);
  return (block) => (slides[block] === true ? window : null);
}

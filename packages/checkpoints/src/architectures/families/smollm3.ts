import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { ConfigReader } from '../config-reader.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_smollm3.py`: Llama in which every fourth block has no rotary embedding. */
export const smollm3: Architecture = {
  modelTypes: ['smollm3'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { rotaryBase: 2_000_000, maxPositions: 32_768, isTied: true });
    const turns = readRotaryBlocks(config, like.sizes.blocks);
    const size = config.numberOrNull('sliding_window', null);
    config.ignore('max_window_layers');
    const isWindowed = config.flag('use_sliding_window', false);
    const slides = readSlidingBlocks(config, like.sizes.blocks, (block) => isWindowed && size !== null && !turns[block]);
    const hasBias = config.flag('attention_bias', false);
    return describeLlamaLike({
      ...like,
      rotary: (block) => (turns[block] ? like.rotary(block) : null),
      window: (block) => (slides[block] ? size : null),
      biases: { qkv: hasBias, output: hasBias, mlp: config.flag('mlp_bias', false) },
    });
  },
};

/** `no_rope_layers` has 1 for blocks with a rotary embedding; without the key, every block has one except each `no_rope_layer_interval`-th. */
function readRotaryBlocks(config: ConfigReader, blocks: number): readonly boolean[] {
  const interval = config.count('no_rope_layer_interval', 4);
  const stated = config.findPerBlock('no_rope_layers', blocks);
  return Array.from({ length: blocks }, (_, block) => (stated ? Boolean(stated[block]) : (block + 1) % interval !== 0));
}

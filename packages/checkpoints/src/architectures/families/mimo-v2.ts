import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import { linear, plainAttention } from '../decoder-parts.ts';
import { describeLlamaLike, readPlainLike } from '../llama-like.ts';
import { readRotary } from '../read-rotary.ts';
import { readRoutedExperts } from '../routed-experts.ts';

/**
 * transformers 5.24.0 `modeling_mimo_v2_flash.py`: blocks with windows have sinks, twice the key heads and a rotary embedding of their own; values have
 * their own size and a factor; DeepSeek-V3's experts without a shared one.
 */
export const mimoV2: Architecture = {
  modelTypes: ['mimo_v2_flash'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readPlainLike(config, layout, { eps: 1e-5, headSize: 192, inner: 16_384 });
    const { hidden, heads, keyHeads, headSize, blocks } = like.sizes;
    const slides = readSlidingBlocks(config, blocks, (block) => block > 0 && (block + 1) % 6 !== 0);
    const valueSize = config.count('v_head_dim', 128);
    const window = config.count('sliding_window', 129);
    const valueScale = config.numberOrNull('attention_value_scale', 707e-3) ?? 1;
    const hasBias = config.flag('attention_bias', false);
    const share = config.number('partial_rotary_factor', 0.334);
    const rotaryOf = (base: number, part: number, scalingKey: 'rope_scaling' | null) =>
      readRotary(config, {
        size: Math.trunc(headSize * part),
        base,
        isInterleaved: layout.interleavedRotary,
        scalingKey,
        maxPositions: config.number('max_position_embeddings', 131_072),
      });
    const rotary = rotaryOf(config.number('rope_theta', 5_000_000), share, 'rope_scaling');
    const local = rotaryOf(config.number('rope_local_base_freq', 10_000), config.number('local_partial_rotary_factor', 0.334), null);
    const decoder = describeLlamaLike({
      ...like,
      mixer: (block) => {
        const place = `model.layers.${block}.self_attn`;
        const isLocal = slides[block] === true;
        const count = isLocal ? 2 * keyHeads : keyHeads;
        const project = (name: string, outputs: number) => linear(`${place}.${name}`, { inputs: hidden, outputs, hasBias });
        return plainAttention({
          heads,
          keyHeads: count,
          headSize,
          valueSize,
          valueScale,
          projection: {
            kind: 'separate',
            query: project('q_proj', heads * headSize),
            key: project('k_proj', count * headSize),
            value: project('v_proj', count * valueSize),
          },
          output: linear(`${place}.o_proj`, { inputs: heads * valueSize, outputs: hidden, hasBias: false }),
          rotary: isLocal ? local : rotary,
          window: isLocal ? window : null,
          sinks: isLocal ? `${place}.attention_sink_bias` : null,
        });
      },
      mlp: readRoutedExperts(config, like, {
        router: 'sigmoid',
        defaults: { inner: 2048, count: 256, selected: 8, shared: 0 },
        dense: 1,
      }),
    });
    return { ...decoder, ignored: [...decoder.ignored, /^model\.mtp\./] };
  },
};

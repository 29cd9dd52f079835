import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { FusedGatedMlp, Linear } from '../decoder.ts';
import { getAttention, linear, plainExperts } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_gpt_oss.py`: attention sinks, windows in every second block, and clamped experts stored as stacks. */
export const gptOss: Architecture = {
  modelTypes: ['gpt_oss'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 131_072, rotaryBase: 150_000, eps: 1e-5, headSize: 64 });
    const { hidden, inner, blocks } = like.sizes;
    const slides = readSlidingBlocks(config, blocks, (block) => block % 2 === 0);
    const window = config.number('sliding_window', 128);
    const hasBias = config.flag('attention_bias', true);
    const count = config.count('num_local_experts', 128);
    const selected = config.count(['num_experts_per_tok', 'experts_per_token'], 4);
    config.ignore('experts_per_token', 'initial_context_length');
    const clampedSwiglu = { limit: config.number('swiglu_limit', 7), slope: config.number('swiglu_alpha', 1.702) };
    return describeLlamaLike({
      ...like,
      window: (block) => (slides[block] ? window : null),
      biases: { qkv: hasBias, output: hasBias },
      mlp: (block) => {
        const place = `model.layers.${block}.mlp`;
        const expert = (index: number): FusedGatedMlp => ({
          kind: 'fused-gated',
          gateUp: stacked(`${place}.experts.gate_up_proj`, { inputs: hidden, outputs: 2 * inner, index, of: count }),
          order: 'interleaved',
          down: stacked(`${place}.experts.down_proj`, { inputs: inner, outputs: hidden, index, of: count }),
          activation: 'silu',
          clampedSwiglu,
        });
        return plainExperts({
          router: linear(`${place}.router`, { inputs: hidden, outputs: count, hasBias: true }),
          selected,
          order: 'topk-softmax',
          experts: Array.from({ length: count }, (_, index) => expert(index)),
        });
      },
      change: (block, index) => ({ ...block, mixer: { ...getAttention(block), sinks: `model.layers.${index}.self_attn.sinks` } }),
    });
  },
};

/** One expert's matrix of a stack float[experts, inputs, outputs], and its bias of a stack float[experts, outputs]. */
function stacked(name: string, { inputs, outputs, index, of }: { inputs: number; outputs: number; index: number; of: number }): Linear {
  return { weight: name, bias: `${name}_bias`, layout: 'in-out', inputs, outputs, part: { index, of } };
}

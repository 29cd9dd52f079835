import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import { getAttention, linear } from '../decoder-parts.ts';
import { describeLlamaLike, readLlamaLike } from '../llama-like.ts';
import { readRoutedExperts } from '../routed-experts.ts';

/** transformers 5.24.0 `modeling_afmoe.py`: gated attention with positions only in blocks with windows, norms around each half, DeepSeek-V3's experts. */
export const afmoe: Architecture = {
  modelTypes: ['afmoe'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readLlamaLike(config, layout, { maxPositions: 16_384, eps: 1e-5 });
    const { hidden, heads, headSize, blocks } = like.sizes;
    const every = config.count('global_attn_every_n_layers', 4);
    const slides = readSlidingBlocks(config, blocks, (block) => (block + 1) % every !== 0);
    const window = config.number('sliding_window', 1024);
    const hasBias = config.flag('attention_bias', false);
    const scale = config.flag('mup_enabled', false) ? Math.sqrt(hidden) : 1;
    config.require('score_func', 'sigmoid');
    config.ignore('load_balance_coeff', 'num_expert_groups', 'num_limited_groups');
    const decoder = describeLlamaLike({
      ...like,
      biases: { qkv: hasBias, output: hasBias },
      headNorm: 'head',
      rotary: (block) => (slides[block] === true ? like.rotary(block) : null),
      window: (block) => (slides[block] === true ? window : null),
      mlp: readRoutedExperts(config, like, {
        router: 'sigmoid',
        defaults: { inner: 1408, count: 64, selected: 6, shared: 2 },
        dense: 1,
        names: { gate: 'router.gate', bias: 'expert_bias' },
      }),
      change: (block, index) => {
        const norm = (name: string) => like.norm(`model.layers.${index}.${name}`);
        const gate = linear(`model.layers.${index}.self_attn.gate_proj`, { inputs: hidden, outputs: heads * headSize, hasBias: false });
        return {
          ...block,
          mixer: { ...getAttention(block), gate },
          mixerOutputNorm: norm('post_attention_layernorm'),
          mlpNorm: norm('pre_mlp_layernorm'),
          mlpOutputNorm: norm('post_mlp_layernorm'),
        };
      },
    });
    return { ...decoder, embedding: { ...decoder.embedding, scale } };
  },
};

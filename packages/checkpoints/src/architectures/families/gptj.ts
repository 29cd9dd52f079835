import type { Architecture } from '../architecture.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, readGptSizes } from '../gpt-like.ts';
import { readActivation } from '../read-activation.ts';
import { readRotary } from '../read-rotary.ts';

/** transformers 4.57.6 `modeling_gptj.py`: parallel sublayers after one layer norm, and interleaved rotary embedding of `rotary_dim` dimensions. */
export const gptj: Architecture = {
  modelTypes: ['gptj'],
  prefix: 'transformer.',
  describe: (config) => {
    const sizes = readGptSizes(config, 2048);
    const { hidden, inner, heads, headSize, eps } = sizes;
    config.ignore('rotary', 'scale_attn_weights');
    const size = config.numberOrNull('rotary_dim', 64) ?? headSize;
    const rotary = readRotary(config, { size, base: 10_000, isInterleaved: true, scalingKey: null, maxPositions: sizes.positions });
    const shape = { hidden, inner, hasBias: true, activation: readActivation(config, 'activation_function', 'gelu_new') };
    const norm = layerNorm(eps);
    const decoder = describeGptLike({
      sizes,
      embedding: { weight: 'transformer.wte.weight' },
      describeBlock: (block) => {
        const place = `transformer.h.${block}`;
        const project = (name: string) => linear(`${place}.attn.${name}`, { inputs: hidden, outputs: hidden, hasBias: false });
        const projection = { kind: 'separate', query: project('q_proj'), key: project('k_proj'), value: project('v_proj') } as const;
        return plainBlock({
          mixer: plainAttention({ heads, keyHeads: heads, headSize, projection, output: project('out_proj'), rotary }),
          mlp: plainMlp(`${place}.mlp.fc_in`, `${place}.mlp.fc_out`, shape),
          residual: 'parallel',
          mixerNorm: norm(`${place}.ln_1`),
          mlpNorm: null,
        });
      },
      finalNorm: norm('transformer.ln_f'),
      isTied: config.flag('tie_word_embeddings', false),
    });
    return { ...decoder, head: { ...decoder.head, bias: 'lm_head.bias' } };
  },
};

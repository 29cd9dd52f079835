import type { Architecture } from '../architecture.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainHead, plainMlp, STRAY_BUFFERS } from '../decoder-parts.ts';
import { readActivation } from '../read-activation.ts';
import { readGptSizes } from '../read-gpt-sizes.ts';
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
    const isTied = config.flag('tie_word_embeddings', false);
    return {
      vocabularySize: sizes.vocabulary,
      hiddenSize: hidden,
      embedding: { weight: 'transformer.wte.weight', scale: 1, positions: null, projection: null, norm: null },
      blocks: Array.from({ length: sizes.blocks }, (_, block) => {
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
      }),
      finalNorm: norm('transformer.ln_f'),
      head: plainHead(isTied ? 'transformer.wte.weight' : 'lm_head.weight', 'lm_head.bias'),
      ignored: [...STRAY_BUFFERS, ...(isTied ? [/^lm_head\.weight$/] : [])],
    };
  },
};

import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { DecoderBlock, Linear } from '../decoder.ts';
import { layerNorm, plainAttention, plainBlock } from '../decoder-parts.ts';
import { describeGptLike, type GptSizes, readGptSizes } from '../gpt-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_gpt2.py`: learned positions, layer norms, and weights stored as [in, out] (Conv1D). */
export const gpt2: Architecture = {
  modelTypes: ['gpt2'],
  prefix: 'transformer.',
  describe: (config) => {
    const sizes = readGptSizes(config);
    config.require('add_cross_attention', false);
    config.ignore('reorder_and_upcast_attn');
    const describeBlock = readBlocks(config, sizes);
    return describeGptLike({
      sizes,
      embedding: {
        weight: 'transformer.wte.weight',
        positions: { weight: 'transformer.wpe.weight', rows: sizes.positions, offset: 0 },
      },
      describeBlock,
      finalNorm: layerNorm(sizes.eps)('transformer.ln_f'),
      isTied: config.flag('tie_word_embeddings', true),
    });
  },
};

function readBlocks(config: ConfigReader, { hidden, heads, inner, eps }: GptSizes): (block: number) => DecoderBlock {
  const activation = readActivation(config, 'activation_function', 'gelu_new');
  const scale = config.flag('scale_attn_weights', true) ? (hidden / heads) ** -0.5 : 1;
  const isScaledByBlock = config.flag('scale_attn_by_inverse_layer_idx', false);
  const norm = layerNorm(eps);
  return (block) => {
    const place = `transformer.h.${block}`;
    return plainBlock({
      mixer: plainAttention({
        heads,
        keyHeads: heads,
        headSize: hidden / heads,
        projection: { kind: 'fused', linear: conv1d(`${place}.attn.c_attn`, hidden, 3 * hidden), order: 'rows' },
        output: conv1d(`${place}.attn.c_proj`, hidden, hidden),
        scale: isScaledByBlock ? scale / (block + 1) : scale,
      }),
      mlp: {
        kind: 'plain',
        up: conv1d(`${place}.mlp.c_fc`, hidden, inner),
        down: conv1d(`${place}.mlp.c_proj`, inner, hidden),
        activation,
      },
      mixerNorm: norm(`${place}.ln_1`),
      mlpNorm: norm(`${place}.ln_2`),
    });
  };
}

function conv1d(place: string, inputs: number, outputs: number): Linear {
  return { weight: `${place}.weight`, bias: `${place}.bias`, layout: 'in-out', inputs, outputs };
}

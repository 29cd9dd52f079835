import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { DecoderBlock, Linear, Norm } from '../decoder.ts';
import { STRAY_BUFFERS } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_gpt2.py`: learned positions, layer norms, and weights stored as [in, out] (Conv1D). */
export const gpt2: Architecture = {
  modelTypes: ['gpt2'],
  prefix: 'transformer.',
  describe: (config) => {
    const hidden = config.count(['n_embd', 'hidden_size']);
    const blocks = config.count(['n_layer', 'num_hidden_layers']);
    config.require('add_cross_attention', false);
    config.ignore('reorder_and_upcast_attn');
    const describeBlock = readBlocks(config, hidden);
    return {
      vocabularySize: config.count('vocab_size'),
      hiddenSize: hidden,
      embedding: {
        weight: 'transformer.wte.weight',
        scale: 1,
        positions: { weight: 'transformer.wpe.weight', rows: config.count(['n_positions', 'max_position_embeddings'], 1024), offset: 0 },
        projection: null,
        norm: null,
      },
      blocks: Array.from({ length: blocks }, (_, block) => describeBlock(block)),
      finalNorm: layerNorm('transformer.ln_f', config.number('layer_norm_epsilon', 1e-5)),
      head: {
        projection: null,
        weight: config.flag('tie_word_embeddings', true) ? 'transformer.wte.weight' : 'lm_head.weight',
        bias: null,
        scale: 1,
        softcap: null,
        isNormalized: false,
      },
      ignored: [...STRAY_BUFFERS, /^lm_head\.weight$/],
    };
  },
};

function readBlocks(config: ConfigReader, hidden: number): (block: number) => DecoderBlock {
  const heads = config.count(['n_head', 'num_attention_heads']);
  const inner = config.findNumber('n_inner') ?? 4 * hidden;
  const eps = config.number('layer_norm_epsilon', 1e-5);
  const activation = readActivation(config, 'activation_function', 'gelu_new');
  const scale = config.flag('scale_attn_weights', true) ? (hidden / heads) ** -0.5 : 1;
  const isScaledByBlock = config.flag('scale_attn_by_inverse_layer_idx', false);
  return (block) => {
    const place = `transformer.h.${block}`;
    return {
      attention: {
        heads,
        keyHeads: heads,
        headSize: hidden / heads,
        projection: { kind: 'fused', linear: conv1d(`${place}.attn.c_attn`, hidden, 3 * hidden), order: 'rows' },
        output: conv1d(`${place}.attn.c_proj`, hidden, hidden),
        queryNorm: null,
        keyNorm: null,
        rotary: null,
        positionSlopes: null,
        scale: isScaledByBlock ? scale / (block + 1) : scale,
        softcap: null,
        window: null,
        sinks: null,
        clip: null,
      },
      mlp: {
        kind: 'plain',
        up: conv1d(`${place}.mlp.c_fc`, hidden, inner),
        down: conv1d(`${place}.mlp.c_proj`, inner, hidden),
        activation,
      },
      residual: 'sequential',
      attentionNorm: layerNorm(`${place}.ln_1`, eps),
      mlpNorm: layerNorm(`${place}.ln_2`, eps),
      attentionOutputNorm: null,
      mlpOutputNorm: null,
      residualScale: 1,
    };
  };
}

function layerNorm(name: string, eps: number): Norm {
  return { kind: 'layer', eps, weight: `${name}.weight`, bias: `${name}.bias`, addsOne: false };
}

function conv1d(place: string, inputs: number, outputs: number): Linear {
  return { weight: `${place}.weight`, bias: `${place}.bias`, layout: 'in-out', inputs, outputs };
}

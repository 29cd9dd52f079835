import type { Architecture } from '../architecture.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, readGptSizes } from '../gpt-like.ts';
import { readActivation } from '../read-activation.ts';
import { readRotary } from '../read-rotary.ts';

/** transformers 4.57.6 `modeling_gpt_neox.py` (Pythia): parallel sublayers with a layer norm each, one matrix of each head's query, key and value. */
export const gptNeox: Architecture = {
  modelTypes: ['gpt_neox'],
  prefix: 'gpt_neox.',
  describe: (config) => {
    const sizes = readGptSizes(config, 2048);
    const { hidden, inner, heads, headSize, eps } = sizes;
    const rotary = readRotary(config, {
      size: Math.trunc(headSize * config.number(['rotary_pct', 'partial_rotary_factor'], 0.25)),
      base: config.number(['rotary_emb_base', 'rope_theta'], 10_000),
      isInterleaved: false,
      maxPositions: sizes.positions,
    });
    const hasBias = config.flag('attention_bias', true);
    const residual = config.flag('use_parallel_residual', true) ? 'parallel' : 'sequential';
    const shape = { hidden, inner, hasBias: true, activation: readActivation(config, 'hidden_act', 'gelu') };
    const norm = layerNorm(eps);
    return describeGptLike({
      sizes,
      embedding: { weight: 'gpt_neox.embed_in.weight' },
      describeBlock: (block) => {
        const place = `gpt_neox.layers.${block}`;
        const fused = linear(`${place}.attention.query_key_value`, { inputs: hidden, outputs: 3 * hidden, hasBias });
        const output = linear(`${place}.attention.dense`, { inputs: hidden, outputs: hidden, hasBias });
        return plainBlock({
          mixer: plainAttention({
            heads,
            keyHeads: heads,
            headSize,
            projection: { kind: 'fused', linear: fused, order: 'per-head' },
            output,
            rotary,
          }),
          mlp: plainMlp(`${place}.mlp.dense_h_to_4h`, `${place}.mlp.dense_4h_to_h`, shape),
          residual,
          mixerNorm: norm(`${place}.input_layernorm`),
          mlpNorm: norm(`${place}.post_attention_layernorm`),
        });
      },
      finalNorm: norm('gpt_neox.final_layer_norm'),
      isTied: config.flag('tie_word_embeddings', false),
      head: 'embed_out',
    });
  },
};

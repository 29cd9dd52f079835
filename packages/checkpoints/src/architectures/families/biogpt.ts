import type { Architecture } from '../architecture.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, readGptSizes } from '../gpt-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_biogpt.py`: embeddings times √d, and learned positions that start at row 2. */
export const biogpt: Architecture = {
  modelTypes: ['biogpt'],
  prefix: 'biogpt.',
  describe: (config) => {
    const sizes = readGptSizes(config);
    const { hidden, inner, heads, headSize } = sizes;
    const shape = { hidden, inner, hasBias: true, activation: readActivation(config, 'hidden_act', 'gelu') };
    // layer_norm_eps of the config is not used.
    const norm = layerNorm(1e-5);
    return describeGptLike({
      sizes,
      embedding: {
        weight: 'biogpt.embed_tokens.weight',
        scale: config.flag('scale_embedding', true) ? Math.sqrt(hidden) : 1,
        positions: { weight: 'biogpt.embed_positions.weight', rows: sizes.positions + 2, offset: 2 },
      },
      describeBlock: (block) => {
        const place = `biogpt.layers.${block}`;
        const attend = (name: string) => linear(`${place}.self_attn.${name}`, { inputs: hidden, outputs: hidden, hasBias: true });
        const projection = { kind: 'separate', query: attend('q_proj'), key: attend('k_proj'), value: attend('v_proj') } as const;
        return plainBlock({
          mixer: plainAttention({ heads, keyHeads: heads, headSize, projection, output: attend('out_proj') }),
          mlp: plainMlp(`${place}.fc1`, `${place}.fc2`, shape),
          mixerNorm: norm(`${place}.self_attn_layer_norm`),
          mlpNorm: norm(`${place}.final_layer_norm`),
        });
      },
      finalNorm: norm('biogpt.layer_norm'),
      isTied: config.flag('tie_word_embeddings', true),
      head: 'output_projection',
    });
  },
};

import type { Architecture } from '../architecture.ts';
import type { Linear, Norm } from '../decoder.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, readGptSizes } from '../gpt-like.ts';
import { readActivation } from '../read-activation.ts';

/** transformers 4.57.6 `modeling_opt.py`: learned positions that start at row 2; OPT-350m has its norms after each sublayer and narrower embeddings. */
export const opt: Architecture = {
  modelTypes: ['opt'],
  prefix: 'model.',
  describe: (config) => {
    const sizes = readGptSizes(config, 2048);
    const { hidden, inner, heads, headSize } = sizes;
    const width = config.count('word_embed_proj_dim', hidden);
    const isPreNorm = config.flag('do_layer_norm_before', true);
    const isWeighted = config.flag('layer_norm_elementwise_affine', true);
    const lacksFinalNorm = config.flag('_remove_final_layer_norm', false);
    const hasFinalNorm = isPreNorm && !lacksFinalNorm;
    const hasBias = config.flag('enable_bias', true);
    const shape = { hidden, inner, hasBias, activation: readActivation(config, 'activation_function', 'relu') };
    const norm = (name: string): Norm =>
      isWeighted ? layerNorm(1e-5)(name) : { kind: 'layer', eps: 1e-5, weight: null, bias: null, addsOne: false };
    const project = (name: string, inputs: number, outputs: number): Linear | null =>
      width === hidden ? null : linear(`model.decoder.${name}`, { inputs, outputs, hasBias: false });
    const decoder = describeGptLike({
      sizes,
      embedding: {
        weight: 'model.decoder.embed_tokens.weight',
        positions: { weight: 'model.decoder.embed_positions.weight', rows: sizes.positions + 2, offset: 2 },
        projection: project('project_in', width, hidden),
      },
      describeBlock: (block) => {
        const place = `model.decoder.layers.${block}`;
        const attend = (name: string) => linear(`${place}.self_attn.${name}`, { inputs: hidden, outputs: hidden, hasBias });
        const projection = { kind: 'separate', query: attend('q_proj'), key: attend('k_proj'), value: attend('v_proj') } as const;
        return plainBlock({
          mixer: plainAttention({ heads, keyHeads: heads, headSize, projection, output: attend('out_proj') }),
          mlp: plainMlp(`${place}.fc1`, `${place}.fc2`, shape),
          residual: isPreNorm ? 'sequential' : 'post-norm',
          mixerNorm: norm(`${place}.self_attn_layer_norm`),
          mlpNorm: norm(`${place}.final_layer_norm`),
        });
      },
      finalNorm: hasFinalNorm ? norm('model.decoder.final_layer_norm') : null,
      isTied: config.flag('tie_word_embeddings', true),
    });
    return { ...decoder, head: { ...decoder.head, projection: project('project_out', hidden, width) } };
  },
};

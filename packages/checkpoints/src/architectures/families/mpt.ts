import type { StoredTensor } from '../../checkpoint.ts';
import { getMptSlopes } from '../alibi-slopes.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, readGptSizes } from '../gpt-like.ts';

/** transformers 4.57.6 `modeling_mpt.py`: ALiBi, layer norms and projections without biases, and clipped queries, keys and values. */
export const mpt: Architecture = {
  modelTypes: ['mpt'],
  prefix: 'transformer.',
  describe: (config, _layout, tensors) => {
    const sizes = readGptSizes(config, 2048);
    const { hidden, heads, headSize, eps } = sizes;
    refuseOtherVariants(config);
    const own = config.findSection('attn_config');
    const clip = own?.findNumber('clip_qkv') || null;
    const scale = own?.findNumber('softmax_scale') ?? headSize ** -0.5;
    const positionBias = { slopes: getMptSlopes(heads), scale: 1, isRounded: false };
    const shape = { hidden, inner: readInnerWidth(config, hidden, tensors), hasBias: false, activation: 'gelu' } as const;
    const norm = layerNorm(eps, { hasBias: false });
    return describeGptLike({
      sizes,
      embedding: { weight: 'transformer.wte.weight' },
      describeBlock: (block) => {
        const place = `transformer.blocks.${block}`;
        const fused = linear(`${place}.attn.Wqkv`, { inputs: hidden, outputs: 3 * hidden, hasBias: false });
        const output = linear(`${place}.attn.out_proj`, { inputs: hidden, outputs: hidden, hasBias: false });
        return plainBlock({
          mixer: plainAttention({
            heads,
            keyHeads: heads,
            headSize,
            projection: { kind: 'fused', linear: fused, order: 'rows' },
            output,
            positionBias,
            scale,
            clip,
          }),
          mlp: plainMlp(`${place}.ffn.up_proj`, `${place}.ffn.down_proj`, shape),
          mixerNorm: norm(`${place}.norm_1`),
          mlpNorm: norm(`${place}.norm_2`),
        });
      },
      finalNorm: norm('transformer.norm_f'),
      isTied: config.flag('tie_word_embeddings', true),
    });
  },
};

/**
 * Width of the MLPs. MosaicML's own code follows `expansion_ratio`; transformers 4.57.6 ignores the key, and its MLPs are always four times as wide as
 * the stream. The stored weights show which of the two made the checkpoint.
 */
function readInnerWidth(config: ConfigReader, hidden: number, tensors: ReadonlyMap<string, StoredTensor>): number {
  const stated = config.number('expansion_ratio', 4) * hidden;
  const name = 'blocks.0.ffn.up_proj.weight';
  const stored = tensors.get(`transformer.${name}`) ?? tensors.get(name);
  return stored?.dims[0] === 4 * hidden ? 4 * hidden : stated;
}

/** Options of MosaicML's own code that transformers' MPT does not have. */
function refuseOtherVariants(config: ConfigReader): void {
  config.require('no_bias', true);
  config.ignore('learned_pos_emb', 'init_device', 'verbose', 'embedding_fraction', 'norm_type', 'init_config', 'logit_scale');
  const own = config.findSection('attn_config');
  own?.require('alibi', true);
  own?.require('qk_ln', false);
  own?.require('prefix_lm', false);
  own?.require('attn_type', 'multihead_attention');
  own?.require('alibi_bias_max', 8);
}

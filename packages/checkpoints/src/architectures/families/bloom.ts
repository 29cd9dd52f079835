import { getAlibiSlopes } from '../alibi-slopes.ts';
import type { Architecture } from '../architecture.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, readGptSizes } from '../gpt-like.ts';

/** transformers 4.57.6 `modeling_bloom.py`: ALiBi, a norm of the embeddings, and one matrix of each head's query, key and value. */
export const bloom: Architecture = {
  modelTypes: ['bloom'],
  prefix: 'transformer.',
  describe: (config) => {
    const sizes = readGptSizes(config, 2048);
    const { hidden, heads, headSize, eps } = sizes;
    config.ignore('slow_but_exact', 'masked_softmax_fusion', 'bias_dropout_fusion', 'skip_bias_add', 'skip_bias_add_qkv', 'offset_alibi');
    config.ignore('attention_softmax_in_fp32');
    const isNormed = config.flag('apply_residual_connection_post_layernorm', false);
    const positionBias = { slopes: getAlibiSlopes(heads), scale: 1, isRounded: false };
    const shape = { hidden, inner: 4 * hidden, hasBias: true, activation: 'gelu-tanh' } as const;
    const norm = layerNorm(eps);
    return describeGptLike({
      sizes,
      embedding: { weight: 'transformer.word_embeddings.weight', norm: norm('transformer.word_embeddings_layernorm') },
      describeBlock: (block) => {
        const place = `transformer.h.${block}`;
        const fused = linear(`${place}.self_attention.query_key_value`, { inputs: hidden, outputs: 3 * hidden, hasBias: true });
        const output = linear(`${place}.self_attention.dense`, { inputs: hidden, outputs: hidden, hasBias: true });
        return plainBlock({
          mixer: plainAttention({
            heads,
            keyHeads: heads,
            headSize,
            projection: { kind: 'fused', linear: fused, order: 'per-head' },
            output,
            positionBias,
          }),
          mlp: plainMlp(`${place}.mlp.dense_h_to_4h`, `${place}.mlp.dense_4h_to_h`, shape),
          residual: isNormed ? 'normed' : 'sequential',
          mixerNorm: norm(`${place}.input_layernorm`),
          mlpNorm: norm(`${place}.post_attention_layernorm`),
        });
      },
      finalNorm: norm('transformer.ln_f'),
      isTied: config.flag('tie_word_embeddings', true),
    });
  },
};

import { getAlibiSlopes } from '../alibi-slopes.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Attention, AttentionProjection, DecoderBlock } from '../decoder.ts';
import { layerNorm, linear, plainAttention, plainBlock, plainMlp } from '../decoder-parts.ts';
import { describeGptLike, type GptSizes, readGptSizes } from '../gpt-like.ts';
import { readActivation } from '../read-activation.ts';
import { readRotary } from '../read-rotary.ts';

/**
 * transformers 4.57.6 `modeling_falcon.py`. Three generations: multi-query and parallel (7B), groups of query heads and a norm per sublayer (40B,
 * `new_decoder_architecture`), and all heads with sequential sublayers (RW); with ALiBi or rotary embedding.
 */
export const falcon: Architecture = {
  modelTypes: ['falcon'],
  prefix: 'transformer.',
  describe: (config) => {
    const sizes = readGptSizes(config, 2048);
    return describeGptLike({
      sizes,
      embedding: { weight: 'transformer.word_embeddings.weight' },
      describeBlock: readBlocks(config, sizes),
      finalNorm: layerNorm(sizes.eps)('transformer.ln_f'),
      isTied: config.flag('tie_word_embeddings', true),
    });
  },
};

function readBlocks(config: ConfigReader, sizes: GptSizes): (block: number) => DecoderBlock {
  const { hidden, inner, eps } = sizes;
  const hasBias = config.flag('bias', false);
  const isNew = config.flag('new_decoder_architecture', false);
  const isParallel = config.flag('parallel_attn', true) || isNew;
  const norms = config.number('num_ln_in_parallel_attn', 2);
  const hasTwoNorms = isNew && norms === 2;
  const describeAttention = readAttention(config, sizes, { isNew, hasBias });
  const shape = { hidden, inner, hasBias, activation: readActivation(config, 'activation', 'gelu') };
  const norm = layerNorm(eps);
  return (block) => {
    const place = `transformer.h.${block}`;
    const second = hasTwoNorms ? `${place}.ln_mlp` : `${place}.post_attention_layernorm`;
    return plainBlock({
      mixer: describeAttention(`${place}.self_attention`),
      mlp: plainMlp(`${place}.mlp.dense_h_to_4h`, `${place}.mlp.dense_4h_to_h`, shape),
      residual: isParallel ? 'parallel' : 'sequential',
      mixerNorm: norm(`${place}.${hasTwoNorms ? 'ln_attn' : 'input_layernorm'}`),
      mlpNorm: isParallel && !hasTwoNorms ? null : norm(second),
    });
  };
}

function readAttention(
  config: ConfigReader,
  { hidden, heads, headSize, positions }: GptSizes,
  { isNew, hasBias }: { readonly isNew: boolean; readonly hasBias: boolean },
): (place: string) => Attention {
  const stated = config.count('num_kv_heads', heads);
  const isMultiQuery = config.flag('multi_query', true);
  const keyHeads = isNew ? stated : isMultiQuery ? 1 : heads;
  if (heads % keyHeads !== 0) throw config.unsupported('num_kv_heads', keyHeads, `it must divide num_attention_heads = ${heads}`);
  const order: Extract<AttentionProjection, { kind: 'fused' }>['order'] = isNew || isMultiQuery ? 'grouped' : 'per-head';
  const usesAlibi = config.flag('alibi', false);
  const options = { size: headSize, base: config.number('rope_theta', 10_000), isInterleaved: false, maxPositions: positions };
  const rotary = readRotary(config, usesAlibi ? { ...options, scalingKey: null } : options);
  const scale = headSize ** -0.5;
  return (place) =>
    plainAttention({
      heads,
      keyHeads,
      headSize,
      projection: {
        kind: 'fused',
        linear: linear(`${place}.query_key_value`, { inputs: hidden, outputs: (heads + 2 * keyHeads) * headSize, hasBias }),
        order,
      },
      output: linear(`${place}.dense`, { inputs: hidden, outputs: hidden, hasBias }),
      rotary: usesAlibi ? null : rotary,
      // transformers rounds slope and bias to bfloat16, and scales the bias as it scales the scores.
      positionBias: usesAlibi ? { slopes: getAlibiSlopes(heads), scale, isRounded: true } : null,
    });
}

import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import { readSlidingBlocks } from '../attention-windows.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Decoder, DecoderBlock } from '../decoder.ts';
import { getAttention, rmsNorm } from '../decoder-parts.ts';
import { describeLlamaLike, type LlamaDefaults, type LlamaLike, readLlamaLike } from '../llama-like.ts';
import { readActivation } from '../read-activation.ts';
import { readRotary } from '../read-rotary.ts';

/** transformers 4.57.6 `modeling_gemma.py`: Llama with norms that multiply by 1 + weight, and embeddings multiplied by √d. */
export const gemma: Architecture = {
  modelTypes: ['gemma'],
  prefix: 'model.',
  describe: (config, layout) => {
    return describeGemma(readGemma(config, layout, { maxPositions: 8192, activationKey: 'hidden_act' }));
  },
};

/** transformers 4.57.6 `modeling_gemma2.py`: Gemma with norms before and after each sublayer, soft caps, and a window in every second block. */
export const gemma2: Architecture = {
  modelTypes: ['gemma2'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readGemma(config, layout, { maxPositions: 8192, activationKey: 'hidden_activation' });
    const slides = readSlidingBlocks(config, like.sizes.blocks, (block) => block % 2 === 0);
    const window = config.number('sliding_window', 4096);
    const decoder = describeGemma({
      ...like,
      window: (block) => (slides[block] ? window : null),
      change: toSandwich(like, { softcap: config.numberOrNull('attn_logit_softcapping', 50), scale: readScale(config) }),
    });
    return { ...decoder, head: { ...decoder.head, softcap: config.numberOrNull('final_logit_softcapping', 30) } };
  },
};

/** transformers 4.57.6 `modeling_gemma3.py`, the text model: five of six blocks have a window and a separate rotary embedding. */
export const gemma3: Architecture = {
  modelTypes: ['gemma3_text'],
  prefix: 'model.',
  describe: (config, layout) => {
    config.require('use_bidirectional_attention', false);
    // Keys of Gemma 2. In Gemma 3 transformers ignores them and caps no scores.
    config.ignore('attn_logit_softcapping');
    const like = readGemma(config, layout, { maxPositions: 131_072, rotaryBase: 1_000_000, activationKey: 'hidden_activation' });
    const pattern = config.number(['sliding_window_pattern', '_sliding_window_pattern'], 6);
    const slides = readSlidingBlocks(config, like.sizes.blocks, (block) => (block + 1) % pattern !== 0);
    const window = config.number('sliding_window', 4096);
    const local = readRotary(config, {
      size: like.sizes.headSize,
      base: config.number('rope_local_base_freq', 10_000),
      isInterleaved: layout.interleavedRotary,
      scalingKey: null,
      maxPositions: 0,
    });
    const decoder = describeGemma({
      ...like,
      rotary: (block) => (slides[block] ? local : like.rotary(block)),
      window: (block) => (slides[block] ? window : null),
      headNorm: 'head',
      change: toSandwich(like, { softcap: null, scale: readScale(config) }),
    });
    return { ...decoder, head: { ...decoder.head, softcap: config.numberOrNull('final_logit_softcapping', null) } };
  },
};

function readGemma(
  config: ConfigReader,
  layout: StoredLayout,
  { activationKey, ...defaults }: LlamaDefaults & { readonly activationKey: string },
): LlamaLike {
  const like = readLlamaLike(config, layout, { headSize: 256, isTied: true, ...defaults });
  const hasBias = config.flag('attention_bias', false);
  // Configs have both keys; transformers reads hidden_act in Gemma, and hidden_activation in Gemma 2 and 3.
  config.ignore('hidden_act', 'hidden_activation');
  return {
    ...like,
    norm: rmsNorm(config.number('rms_norm_eps', 1e-6), !layout.normsIncludeOne),
    biases: { qkv: hasBias, output: hasBias },
    activation: readActivation(config, activationKey, 'gelu_pytorch_tanh'),
  };
}

function readScale(config: ConfigReader): number {
  return config.number('query_pre_attn_scalar', 256) ** -0.5;
}

function describeGemma(like: LlamaLike): Decoder {
  const decoder = describeLlamaLike(like);
  return { ...decoder, embedding: { ...decoder.embedding, scale: Math.sqrt(like.sizes.hidden) } };
}

function toSandwich(
  { norm }: LlamaLike,
  scores: { readonly softcap: number | null; readonly scale: number },
): NonNullable<LlamaLike['change']> {
  return (block: DecoderBlock, index: number) => ({
    ...block,
    mixer: { ...getAttention(block), ...scores },
    mixerOutputNorm: norm(`model.layers.${index}.post_attention_layernorm`),
    mlpNorm: norm(`model.layers.${index}.pre_feedforward_layernorm`),
    mlpOutputNorm: norm(`model.layers.${index}.post_feedforward_layernorm`),
  });
}

import type { StoredLayout } from '../../checkpoint.ts';
import type { Architecture } from '../architecture.ts';
import type { ConfigReader } from '../config-reader.ts';
import { describeLlamaLike, fuseGateUp, type LlamaLike, readLlamaLike } from '../llama-like.ts';

/** transformers 4.57.6 `modeling_glm.py`: Llama with interleaved rotary embedding of half a head, and one matrix of gate and up. */
export const glm: Architecture = {
  modelTypes: ['glm'],
  prefix: 'model.',
  describe: (config, layout) => describeLlamaLike(readGlm(config, layout)),
};

/** transformers 4.57.6 `modeling_glm4.py`: GLM with norms after each sublayer. */
export const glm4: Architecture = {
  modelTypes: ['glm4'],
  prefix: 'model.',
  describe: (config, layout) => {
    const like = readGlm(config, layout);
    return describeLlamaLike({
      ...like,
      change: (block, index) => ({
        ...block,
        mixerOutputNorm: like.norm(`model.layers.${index}.post_self_attn_layernorm`),
        mlpOutputNorm: like.norm(`model.layers.${index}.post_mlp_layernorm`),
      }),
    });
  },
};

function readGlm(config: ConfigReader, layout: StoredLayout): LlamaLike {
  const defaults = { maxPositions: 131_072, eps: 1.5625e-7, headSize: 128, rotaryShare: 0.5, isInterleaved: true };
  const like = readLlamaLike(config, layout, defaults);
  return {
    ...like,
    biases: { qkv: config.flag('attention_bias', true) },
    mlp: (block) => fuseGateUp(like, `model.layers.${block}.mlp.gate_up_proj`, `model.layers.${block}.mlp.down_proj`),
  };
}

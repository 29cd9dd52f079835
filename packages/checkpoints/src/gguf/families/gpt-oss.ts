import { readLlamaLike } from '../decoder-config.ts';
import { readSlidingPattern, slidesBut, toLayerTypes } from '../layer-types.ts';
import { GPT_OSS_NAMES } from '../tensor-names.ts';
import type { Describe } from './gguf-description.ts';

export const gptOss: Describe = (facts) => {
  const like = readLlamaLike(facts);
  const scaling = like.rope_scaling;
  return {
    modelType: 'gpt_oss',
    config: {
      ...like,
      intermediate_size: facts.count('expert_feed_forward_length', Number(like.intermediate_size)),
      num_local_experts: facts.count('expert_count'),
      num_experts_per_tok: facts.count('expert_used_count'),
      sliding_window: facts.count('attention.sliding_window'),
      layer_types: toLayerTypes(readSlidingPattern(facts, like.num_hidden_layers, slidesBut(2))),
      // The model's own config does not round the ends of YaRN's ramp.
      rope_scaling: typeof scaling === 'object' && scaling !== null ? { ...scaling, truncate: false } : null,
      attention_bias: facts.hasInBlocks('attn_q.bias'),
      hidden_act: 'silu',
    },
    names: GPT_OSS_NAMES,
  };
};

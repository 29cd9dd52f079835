import { readLlamaLike } from '../decoder-config.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import { readSlidingPattern, slidesBut, toLayerTypes } from '../layer-types.ts';
import { LLAMA_NAMES, SANDWICH_NAMES } from '../tensor-names.ts';
import { WITH_ONE } from './common-parts.ts';
import type { Describe } from './gguf-description.ts';

/** The head is always the embedding. */
const GEMMA = { tie_word_embeddings: true, hidden_activation: 'gelu_pytorch_tanh' } as const;

export const gemma: Describe = (facts) => ({
  modelType: 'gemma',
  config: { ...readLlamaLike(facts), ...GEMMA, hidden_act: 'gelu_pytorch_tanh' },
  names: LLAMA_NAMES,
  layout: WITH_ONE,
});

/** Scores are scaled by the size of a head, but in the 27B models by hidden size / heads. The model's size decides, because no key states it. */
function readQueryScalar(facts: GgufFacts, { headSize, hidden27b }: { headSize: number; hidden27b: number }): number {
  const hidden = facts.count('embedding_length');
  return hidden === hidden27b ? hidden / facts.sameCount('attention.head_count') : headSize;
}

export const gemma2: Describe = (facts) => {
  const like = readLlamaLike(facts);
  return {
    modelType: 'gemma2',
    config: {
      ...like,
      ...GEMMA,
      query_pre_attn_scalar: readQueryScalar(facts, { headSize: like.head_dim, hidden27b: 4608 }),
      attn_logit_softcapping: facts.number('attn_logit_softcapping', 50),
      final_logit_softcapping: facts.number('final_logit_softcapping', 30),
      sliding_window: facts.count('attention.sliding_window', 4096),
      layer_types: toLayerTypes(readSlidingPattern(facts, like.num_hidden_layers, slidesBut(2))),
    },
    names: SANDWICH_NAMES,
    layout: WITH_ONE,
  };
};

export const gemma3: Describe = (facts) => {
  const like = readLlamaLike(facts);
  // 0, like a missing number, means that all blocks attend fully.
  const window = facts.findNumber('attention.sliding_window') ?? 0;
  const pattern = readSlidingPattern(facts, like.num_hidden_layers, slidesBut(6));
  return {
    modelType: 'gemma3_text',
    config: {
      ...like,
      ...GEMMA,
      query_pre_attn_scalar: readQueryScalar(facts, { headSize: like.head_dim, hidden27b: 5376 }),
      rope_theta: facts.number('rope.freq_base', 1_000_000),
      rope_local_base_freq: facts.number('rope.freq_base_swa', 10_000),
      final_logit_softcapping: facts.findNumber('final_logit_softcapping') || null,
      sliding_window: window === 0 ? undefined : window,
      layer_types: toLayerTypes(window === 0 ? pattern.map(() => false) : pattern),
    },
    names: SANDWICH_NAMES,
    layout: WITH_ONE,
  };
};

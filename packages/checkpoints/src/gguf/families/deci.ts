import { ABSENT_MLP_KEY } from '../deci.ts';
import { readLlamaLike, readSizes } from '../decoder-config.ts';
import type { GgufFacts } from '../gguf-facts.ts';
import { LLAMA_NAMES } from '../tensor-names.ts';
import { PERMUTED } from './common-parts.ts';
import type { Describe, GgufDescription } from './gguf-description.ts';

/**
 * Llama, or Qwen 2 with paired rows, with heads and feed-forward lengths per block. A block with 0 heads has no attention. Other sizes have to be equal,
 * except for MLPs that Lamina left out: their stand-ins of zeros are listed in the file.
 * Source: llama.cpp src/models/deci.cpp.
 */
export const deci: Describe = (facts) => {
  const blocks = facts.count('block_count');
  const heads = listCounts(facts, 'attention.head_count', blocks);
  const keyHeads = listCounts(facts, 'attention.head_count_kv', blocks);
  const inner = listCounts(facts, 'feed_forward_length', blocks);
  const listed = facts.gguf.metadata.get(ABSENT_MLP_KEY)?.value;
  const mlp = typeof listed === 'object' ? listed.read().filter((place) => typeof place === 'number') : [];
  const attention = [...heads.keys()].filter((block) => heads[block] === 0);
  const sizes = readSizes(facts, {
    heads: oneOf(
      facts,
      'attention.head_count',
      heads.filter((count) => count > 0),
    ),
    keyHeads: oneOf(
      facts,
      'attention.head_count_kv',
      keyHeads.filter((count) => count > 0),
    ),
    inner: oneOf(
      facts,
      'feed_forward_length',
      inner.filter((_, block) => !mlp.includes(block)),
    ),
  });
  const { modelType, config } = describeBiases(facts);
  return {
    modelType,
    config: {
      ...readLlamaLike(facts, sizes),
      hidden_act: 'silu',
      ...config,
      absent_sublayers: { attention, mlp },
    },
    names: LLAMA_NAMES,
    layout: PERMUTED,
  };
};

/** transformers' Llama has biases in all projections of its attention or in none, and Qwen 2 has none of the output. */
function describeBiases({ gguf: { tensors } }: GgufFacts): Pick<GgufDescription, 'modelType' | 'config'> {
  // A block may lack its attention, and so the biases of it.
  const has = (name: string): boolean => [...tensors.keys()].some((own) => own.startsWith('blk.') && own.endsWith(`.${name}.bias`));
  if (has('attn_q') && !has('attn_output')) return { modelType: 'qwen2', config: { use_sliding_window: false } };
  return { modelType: 'llama', config: { attention_bias: has('attn_q'), mlp_bias: has('ffn_up') } };
}

/** A count for each block, which the file may state once for all. */
function listCounts(facts: GgufFacts, key: string, blocks: number): readonly number[] {
  const value = facts.find(key);
  if (typeof value === 'number') return Array.from({ length: blocks }, () => value);
  const list = typeof value === 'object' ? value.read().filter((count) => typeof count === 'number') : [];
  if (list.length !== blocks || list.some((count) => !Number.isSafeInteger(count) || count < 0))
    throw facts.malformed(key, value, `${blocks} whole numbers, one for each block`);
  return list;
}

function oneOf(facts: GgufFacts, key: string, counts: readonly number[]): number {
  const [first, ...others] = new Set(counts);
  if (first === undefined || others.length > 0)
    throw facts.unsupported(key, [...new Set(counts)], 'blocks of different sizes are not supported');
  return first;
}

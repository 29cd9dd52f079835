import type { GgufFacts } from './gguf-facts.ts';

/** Every `period`-th block has full attention, the others have a sliding window. */
export function slidesBut(period: number): (block: number) => boolean {
  return (block) => (block + 1) % period !== 0;
}

/**
 * Which blocks have a sliding window: as stated in `attention.sliding_window_pattern` (one boolean per block, or a period), otherwise by the
 * architecture's rule.
 */
export function readSlidingPattern(facts: GgufFacts, blocks: number, rule: (block: number) => boolean): readonly boolean[] {
  const value = facts.find('attention.sliding_window_pattern');
  if (value === undefined) return Array.from({ length: blocks }, (_, block) => rule(block));
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1)
    return Array.from({ length: blocks }, (_, block) => slidesBut(value)(block));
  const list = typeof value === 'object' ? value.read().map((one) => (typeof one === 'number' ? one !== 0 : one)) : [];
  if (list.length !== blocks || !list.every((one) => typeof one === 'boolean'))
    throw facts.malformed('attention.sliding_window_pattern', value, `a list of ${blocks} booleans, one per block,`);
  return list;
}

/** `layer_types` of transformers' configs. */
export function toLayerTypes(slides: readonly boolean[]): readonly string[] {
  return slides.map((one) => (one ? 'sliding_attention' : 'full_attention'));
}

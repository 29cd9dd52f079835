import type { BosPolicy, TextEncoder } from '../model/tokenizer/tokenizer.ts';

/**
 * A tokenizer that adds special tokens as lm-evaluation-harness 0.4.13 does (lm_eval/models/huggingface.py, tok_encode): by `bos` where the caller says nothing,
 * and none to a text that brings the prefix token itself.
 */
export function placeSpecialTokens(tokenizer: TextEncoder, bos: BosPolicy): TextEncoder {
  const { prefixText } = tokenizer;
  const bringsPrefix = (text: string): boolean => prefixText !== null && prefixText !== '' && text.startsWith(prefixText);
  return { ...tokenizer, encode: (text, policy = bos) => tokenizer.encode(text, bringsPrefix(text) ? 'never' : policy) };
}

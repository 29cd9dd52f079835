import type { BosPolicy, TextEncoder } from '../text/text-encoder.ts';

/**
 * A tokenizer that adds special tokens as lm-evaluation-harness 0.4.13 does (lm_eval/models/huggingface.py, tok_encode). Where the caller does not say,
 * `bos` decides. A text that begins with the prefix token gets none.
 */
export function placeSpecialTokens(tokenizer: TextEncoder, bos: BosPolicy): TextEncoder {
  const { prefixText } = tokenizer;
  const bringsPrefix = (text: string): boolean => prefixText !== null && prefixText !== '' && text.startsWith(prefixText);
  return { ...tokenizer, encode: (text, policy = bos) => tokenizer.encode(text, bringsPrefix(text) ? 'never' : policy) };
}

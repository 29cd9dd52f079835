import type { GenerationRequest } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import type { TextEncoder } from '../../text/text-encoder.ts';
import { prefixOf } from '../encode-requests.ts';

/** A text to continue, in tokens. */
export interface Prompt {
  readonly ids: readonly number[];
  readonly maxTokens: number;
  /** The answer ends with the first of these texts that it contains. */
  readonly stops: readonly string[];
}

/**
 * Turns contexts into token rows by the rules of lm-evaluation-harness 0.4.13 (lm_eval/models/huggingface.py, generate_until): the tokenizer adds
 * special tokens, and the left end is cut off, so that the longest answer still fits into what the model reads.
 */
export function encodeGenerations(requests: readonly GenerationRequest[], tokenizer: TextEncoder, maxLength: number): readonly Prompt[] {
  return requests.map(({ context, until, maxTokens }) => {
    const room = maxLength - maxTokens;
    if (room < 1)
      throw new AppError(
        'BAD_USER_INPUT',
        `answers of up to ${maxTokens} tokens leave no room for the question in the model's context of ${maxLength} tokens; use shorter answers or a larger --max-length`,
      );
    const ids = tokenizer.encode(context).slice(-room);
    return { ids: ids.length > 0 ? ids : [prefixOf(tokenizer)], maxTokens, stops: until.filter((stop) => stop !== '') };
  });
}

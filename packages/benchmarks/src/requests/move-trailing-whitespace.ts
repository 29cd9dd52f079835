import { rstripText } from '../python/python-text.ts';

/**
 * Moves white space from the end of the context to the start of the continuation, because a tokenizer may join a space to the next word. Python's
 * definition of white space is used.
 * Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/api/model.py, TemplateLM._encode_pair.
 * @returns the two texts; together they equal the input. A context of only white space becomes empty.
 */
export function moveTrailingWhitespace(context: string, continuation: string): { context: string; continuation: string } {
  const kept = rstripText(context);
  return { context: kept, continuation: context.slice(kept.length) + continuation };
}

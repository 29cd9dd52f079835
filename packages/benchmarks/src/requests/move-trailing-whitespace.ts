import { isPythonWhitespace } from '../python/python-whitespace.ts';

/**
 * Moves white space from the end of the context to the front of the continuation, so that a tokenizer which glues a space to the next
 * word sees it there. Which characters count follows Python.
 * Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/api/model.py, TemplateLM._encode_pair.
 * @returns the two texts; joined, they are the texts given. A context of white space only becomes empty.
 */
export function moveTrailingWhitespace(context: string, continuation: string): { context: string; continuation: string } {
  let border = context.length;
  while (border > 0 && isPythonWhitespace(context.charAt(border - 1))) {
    border -= 1;
  }
  return { context: context.slice(0, border), continuation: context.slice(border) + continuation };
}

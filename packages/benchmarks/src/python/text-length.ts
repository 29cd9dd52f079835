import { splitByWhitespace } from './python-text.ts';

/** Unicode code points in a text: Python's len(). Integer ≥ 0. */
export function countCodePoints(text: string): number {
  return [...text].length;
}

/**
 * Number of words as perplexity tasks count them: the pieces of Python's re.split(r"\s+", text), including empty pieces at the ends, so even an
 * empty text has one. Integer ≥ 1. Source: lm-evaluation-harness 0.4.13.dev0, lm_eval/tasks/wikitext/preprocess_wikitext.py.
 */
export function countWords(text: string): number {
  return splitByWhitespace(text).length;
}

/** Bytes of a text in UTF-8. Integer ≥ 0. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

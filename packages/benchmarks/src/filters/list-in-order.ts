import { compilePythonRegex } from '../python/python-regex.ts';

/**
 * The given words in the order of their last occurrence in an answer, joined by spaces.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/tasks/bbh/zeroshot/utils.py, WordSortFilter.
 */
export function listInOrder(answer: string, words: readonly string[]): string {
  const found = [...answer.matchAll(compilePythonRegex(words.map((word) => `\\b${word}\\b`).join('|')))].map(([word]) => word);
  return found.filter((word, place) => found.lastIndexOf(word) === place).join(' ');
}

import { compilePythonRegex } from '../python/python-regex.ts';
import type { SimplifyOptions } from './filter-pipeline.ts';

/**
 * A text without ignored parts: removes matches of regular expressions first, then case, then punctuation.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/filters/extraction.py, filter_ignores.
 * @throws AppError BAD_USER_INPUT for a regular expression without a JavaScript equivalent
 */
export function simplifyText(text: string, { regexesToIgnore = [], ignoreCase, ignorePunctuation }: SimplifyOptions): string {
  const rest = regexesToIgnore.reduce((left, pattern) => left.replaceAll(compilePythonRegex(pattern), ''), text);
  const lower = ignoreCase ? rest.toLowerCase() : rest;
  return ignorePunctuation ? lower.replaceAll(/\p{P}/gu, '') : lower;
}

import { stripText } from '../python/python-text.ts';

/**
 * One match of a pattern, without white space at its ends: the whole match, or its first group that is not empty; empty where there is none.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/filters/extraction.py, find_match (Python's findall).
 * @param groupSelect which match counts: 0 the first, −1 the last
 */
export function findMatch(text: string, pattern: RegExp, groupSelect: number): string {
  const [whole = '', ...groups] = [...text.matchAll(pattern)].at(groupSelect) ?? [];
  return stripText(groups.length === 0 ? whole : (groups.find((group) => group !== undefined && group !== '') ?? ''));
}

import { stripText } from '../python/python-text.ts';

/**
 * One match of a pattern, trimmed: the whole match, or its first non-empty group; null if there is no match.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/filters/extraction.py, find_match (Python's findall).
 * @param groupSelect which match is used: 0 the first, −1 the last
 * @param allEmpty the result if all groups of the match are empty
 */
export function findMatch(text: string, pattern: RegExp, groupSelect: number, allEmpty = ''): string | null {
  const match = [...text.matchAll(pattern)].at(groupSelect);
  if (match === undefined) return null;
  const [whole = '', ...groups] = match;
  const found = groups.length === 0 ? whole : groups.find((group) => group !== undefined && group !== '');
  return stripText(found ?? (groups.length > 1 ? allEmpty : ''));
}

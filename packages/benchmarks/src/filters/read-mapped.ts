import { compilePythonRegex } from '../python/python-regex.ts';
import type { MapRegexStep } from './filter-pipeline.ts';
import { findMatch } from './find-match.ts';
import { simplifyText } from './simplify-text.ts';

/**
 * The value for the selected match of any pattern: that of the first pattern that the match fits.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/tasks/bbh/zeroshot/utils.py, MapRegexFilter.
 */
export function readMapped(answer: string, step: MapRegexStep): string {
  const { values, groupSelect, fallback } = step;
  const any = compilePythonRegex(values.map(([pattern]) => pattern).join('|'));
  // Without a match the patterns are tried on an empty text, as the harness does.
  const found = simplifyText(findMatch(simplifyText(answer, step), any, groupSelect) ?? '', step);
  return values.find(([pattern]) => findMatch(found, compilePythonRegex(pattern), groupSelect))?.[1] ?? fallback;
}

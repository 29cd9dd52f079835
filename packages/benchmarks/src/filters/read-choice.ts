import { compilePythonRegex } from '../python/python-regex.ts';
import { stripText } from '../python/python-text.ts';
import type { MultiChoiceStep } from './filter-pipeline.ts';
import { findMatch } from './find-match.ts';
import { simplifyText } from './simplify-text.ts';

/**
 * The choice in an answer, as "(A)": the match of the pattern, otherwise the option whose text is in the answer, otherwise the letter after a colon.
 * Options get letters by their position, independent of the letters in the question.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/filters/extraction.py, MultiChoiceRegexFilter.
 * @param options the texts to choose from
 */
export function readChoice(answer: string, step: MultiChoiceStep, options: readonly string[]): string {
  const { pattern, groupSelect, fallback } = step;
  const letters = options.map((_, place) => String.fromCharCode(65 + place));
  const letterOf = new Map(options.map((option, place) => [simplifyText(stripText(option), step), `(${letters[place]})`]));
  const named = findMatch(answer, compilePythonRegex(pattern), groupSelect);
  if (named) return named;
  if (options.length === 0) return fallback;
  const written = findMatch(simplifyText(answer, step), matchAny([...letterOf.keys()]), groupSelect);
  if (written) return letterOf.get(written) ?? written;
  const letter = findMatch(answer, compilePythonRegex(`:[\\s]*(${letters.join('|')})`), groupSelect);
  return letter ? `(${letter})` : fallback;
}

/** The longest text first, because another text may be its beginning. */
function matchAny(texts: readonly string[]): RegExp {
  const longestFirst = texts.toSorted((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((text) => RegExp.escape(text)).join('|'), 'gu');
}

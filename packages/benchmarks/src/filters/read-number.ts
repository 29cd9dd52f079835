import { compilePythonRegex } from '../python/python-regex.ts';
import type { NumberStep } from './filter-pipeline.ts';
import { findMatch } from './find-match.ts';
import { parseNumberWords } from './parse-number-words.ts';

const STEMS = '(?:twen|thir|for|fif|six|seven|nine)';
const TENS = 'ten|eleven|twelve|fourteen|hundred|thousand|(?:m|b|tr)illion';
const UNITS = 'zero|one|two|three|four|five';
/** The harness' own: "six", "seven", "nine" count within a number only, not by themselves. */
const FIRST = `(?:${UNITS}|${STEMS}(?:teen|ty)|eight(?:|een|y)|${TENS})`;
const INNER = `(?:${UNITS}|${STEMS}(?:|teen|ty)|eight(?:een|y)|${TENS}|[^\\S\\r\\n]|,|and|&)`;
const LAST = `(?:${UNITS}|${STEMS}(?:teen|ty)|eight(?:een|y)|${TENS})`;
const NUMBER_WORDS = new RegExp(`(?:${FIRST}${INNER}+)?${LAST}`, 'gu');

/**
 * The number in an answer, in digits: what the pattern finds, else a number in English words.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/tasks/bbh/zeroshot/utils.py, NumberParseRegexFilter. Words that make no number raise an error there; here they are the fallback.
 */
export function readNumber(answer: string, { pattern, groupSelect, fallback }: NumberStep): string {
  const digits = findMatch(answer, compilePythonRegex(pattern), groupSelect);
  if (digits) return digits;
  const words = findMatch(answer.toLowerCase(), NUMBER_WORDS, groupSelect) ?? '';
  return parseNumberWords(words)?.toString() ?? fallback;
}

import { compilePythonRegex } from '../python/python-regex.ts';
import type { NumberStep } from './filter-pipeline.ts';
import { findMatch } from './find-match.ts';
import { parseNumberWords } from './parse-number-words.ts';

const STEMS = '(?:twen|thir|for|fif|six|seven|nine)';
const TENS = 'ten|eleven|twelve|fourteen|hundred|thousand|(?:m|b|tr)illion';
const UNITS = 'zero|one|two|three|four|five';
/** As in the harness: "six", "seven", "nine" count only within a longer number, not alone. */
const FIRST = `(?:${UNITS}|${STEMS}(?:teen|ty)|eight(?:|een|y)|${TENS})`;
const INNER = `(?:${UNITS}|${STEMS}(?:|teen|ty)|eight(?:een|y)|${TENS}|[^\\S\\r\\n]|,|and|&)`;
const LAST = `(?:${UNITS}|${STEMS}(?:teen|ty)|eight(?:een|y)|${TENS})`;
const NUMBER_WORDS = new RegExp(`(?:${FIRST}${INNER}+)?${LAST}`, 'gu');

/**
 * The number in an answer, in digits: the match of the pattern, otherwise a number in English words. Source: lm-evaluation-harness 0.4.13,
 * lm_eval/tasks/bbh/zeroshot/utils.py, NumberParseRegexFilter. If the words are not a number, the harness raises an error; here the fallback is used.
 */
export function readNumber(answer: string, { pattern, groupSelect, fallback }: NumberStep): string {
  const digits = findMatch(answer, compilePythonRegex(pattern), groupSelect);
  if (digits) return digits;
  const words = findMatch(answer.toLowerCase(), NUMBER_WORDS, groupSelect);
  const number = words === null ? null : parseNumberWords(words);
  return number === null ? fallback : String(number);
}

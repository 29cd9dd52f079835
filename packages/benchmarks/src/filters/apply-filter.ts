import { assertNever } from '@lamina/errors';
import { compilePythonRegex } from '../python/python-regex.ts';
import { stripText } from '../python/python-text.ts';
import type { FilterPipeline, FilterStep, MapRegexStep, MultiChoiceStep, NumberStep, SimplifyOptions } from './filter-pipeline.ts';
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
function readNumber(answer: string, { pattern, groupSelect, fallback }: NumberStep): string {
  const digits = findMatch(answer, compilePythonRegex(pattern), groupSelect);
  if (digits) return digits;
  const words = findMatch(answer.toLowerCase(), NUMBER_WORDS, groupSelect);
  const number = words === null ? null : parseNumberWords(words);
  return number === null ? fallback : String(number);
}

/**
 * Reads one generated answer with the steps of a pipeline. Lamina generates one answer per question, so take_first, take_first_k and majority_vote
 * receive one answer and keep it.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/filters/{extraction,selection,transformation}.py and lm_eval/tasks/bbh/zeroshot/utils.py.
 * @param options the choices of the document, or the words to sort; only some filters need them
 * @throws AppError BAD_USER_INPUT for a regular expression without a JavaScript equivalent
 */
export function applyFilter(pipeline: FilterPipeline, generated: string, options: readonly string[] = []): string {
  return pipeline.steps.reduce((text, step) => applyStep(text, step, options), generated);
}

function applyStep(text: string, step: FilterStep, options: readonly string[]): string {
  switch (step.function) {
    case 'take_first':
    case 'take_first_k':
    case 'majority_vote':
      return text;
    case 'remove_whitespace':
      return stripText(text);
    case 'lowercase':
      return text.toLowerCase();
    case 'uppercase':
      return text.toUpperCase();
    case 'map':
      return Object.hasOwn(step.mapping, text) ? (step.mapping[text] ?? step.fallback) : step.fallback;
    case 'regex':
      return findMatch(text, compilePythonRegex(step.pattern), step.groupSelect, step.fallback) ?? step.fallback;
    case 'multi_choice_regex':
      return readChoice(text, step, options);
    case 'map_regex':
      return readMapped(text, step);
    case 'number_regex':
      return readNumber(text, step);
    case 'word_sort':
      return listInOrder(text, options);
    default:
      return assertNever(step);
  }
}

/**
 * The given words in the order of their last occurrence in an answer, joined by spaces.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/tasks/bbh/zeroshot/utils.py, WordSortFilter.
 */
function listInOrder(answer: string, words: readonly string[]): string {
  const found = [...answer.matchAll(compilePythonRegex(words.map((word) => `\\b${word}\\b`).join('|')))].map(([word]) => word);
  return found.filter((word, place) => found.lastIndexOf(word) === place).join(' ');
}

/**
 * The value for the selected match of any pattern: that of the first pattern that the match fits.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/tasks/bbh/zeroshot/utils.py, MapRegexFilter.
 */
function readMapped(answer: string, step: MapRegexStep): string {
  const { values, groupSelect, fallback } = step;
  const any = compilePythonRegex(values.map(([pattern]) => pattern).join('|'));
  // Without a match the patterns are tried on an empty text, as the harness does.
  const found = simplifyText(findMatch(simplifyText(answer, step), any, groupSelect) ?? '', step);
  return values.find(([pattern]) => findMatch(found, compilePythonRegex(pattern), groupSelect))?.[1] ?? fallback;
}

/**
 * The choice in an answer, as "(A)": the match of the pattern, otherwise the option whose text is in the answer, otherwise the letter after a colon.
 * Options get letters by their position, independent of the letters in the question.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/filters/extraction.py, MultiChoiceRegexFilter.
 * @param options the texts to choose from
 */
function readChoice(answer: string, step: MultiChoiceStep, options: readonly string[]): string {
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

/**
 * A text without ignored parts: removes matches of regular expressions first, then case, then punctuation.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/filters/extraction.py, filter_ignores.
 * @throws AppError BAD_USER_INPUT for a regular expression without a JavaScript equivalent
 */
function simplifyText(text: string, { regexesToIgnore = [], ignoreCase, ignorePunctuation }: SimplifyOptions): string {
  const rest = regexesToIgnore.reduce((left, pattern) => left.replaceAll(compilePythonRegex(pattern), ''), text);
  const lower = ignoreCase ? rest.toLowerCase() : rest;
  return ignorePunctuation ? lower.replaceAll(/\p{P}/gu, '') : lower;
}

/**
 * One match of a pattern, trimmed: the whole match, or its first non-empty group; null if there is no match.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/filters/extraction.py, find_match (Python's findall).
 * @param groupSelect which match is used: 0 the first, −1 the last
 * @param allEmpty the result if all groups of the match are empty
 */
function findMatch(text: string, pattern: RegExp, groupSelect: number, allEmpty = ''): string | null {
  const match = [...text.matchAll(pattern)].at(groupSelect);
  if (match === undefined) return null;
  const [whole = '', ...groups] = match;
  const found = groups.length === 0 ? whole : groups.find((group) => group !== undefined && group !== '');
  return stripText(found ?? (groups.length > 1 ? allEmpty : ''));
}

import { assertNever } from '@lamina/errors';
import { compilePythonRegex } from '../python/python-regex.ts';
import { stripText } from '../python/python-text.ts';
import type { FilterPipeline, FilterStep } from './filter-pipeline.ts';
import { findMatch } from './find-match.ts';
import { listInOrder } from './list-in-order.ts';
import { readChoice } from './read-choice.ts';
import { readMapped } from './read-mapped.ts';
import { readNumber } from './read-number.ts';

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

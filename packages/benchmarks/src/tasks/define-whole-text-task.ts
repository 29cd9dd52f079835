import { defineTask } from '../definition/define-task.ts';
import type { TaskDefinition } from '../definition/task-definition.ts';
import type { Row } from '../task/row.ts';

/**
 * A task scored by perplexity as in OpenCompass: every choice gives a whole text including the question, and the text with the lowest mean loss per
 * token wins. OpenCompass is the evaluator of the ShortGPT paper; its template files of 2025 are used, because the paper does not name any. One
 * difference: if a tokenizer adds no beginning-of-text token, the first token is scored after the prefix token; OpenCompass leaves it out.
 * @param task.toTexts one whole text per choice; @param task.toGold index of the right one
 */
export function defineWholeTextTask(
  task: Pick<TaskDefinition, 'name' | 'category' | 'description' | 'source' | 'split'> & {
    readonly toTexts: (row: Row) => readonly string[];
    readonly toGold: (row: Row) => number;
  },
): TaskDefinition {
  const { toTexts, toGold, ...facts } = task;
  return defineTask({
    ...facts,
    version: OPENCOMPASS_VERSION,
    kind: 'choices',
    toItem: (row) => ({ kind: 'choices', question: '', choices: toTexts(row), gold: toGold(row) }),
    targetDelimiter: '',
    shots: { count: 0 },
    metrics: [{ metric: 'acc', isPerToken: true }],
  });
}

/** Version of the tasks in OpenCompass' style, with its templates of March 2025. */
export const OPENCOMPASS_VERSION = 'opencompass-2025.1';

import type { TaskDefinition } from '../../definition/task-definition.ts';
import type { TaskGroup } from '../../definition/task-group.ts';
import { OPENCOMPASS_VERSION } from '../define-whole-text-task.ts';
import { MMLU_TASKS } from '../mmlu/task.ts';

/**
 * paper_mmlu_<subject>: mmlu in OpenCompass' style, five examples, two spaces before the subject, one line feed after an example. Every letter is one
 * token, so comparing whole texts per token and comparing the letters' log-likelihoods give the same answer.
 */
export const PAPER_MMLU_TASKS: readonly TaskDefinition[] = MMLU_TASKS.map(({ preambleOf, ...task }) => ({
  ...task,
  name: `paper_${task.name}`,
  version: OPENCOMPASS_VERSION,
  preambleOf: preambleOf && ((row) => preambleOf(row).replace('about ', 'about  ')),
  shotDelimiter: '\n',
  shots: { ...task.shots, count: 5 },
}));

/** paper_mmlu: the plain mean over subjects, as in OpenCompass. */
export const PAPER_MMLU_GROUP: TaskGroup = {
  name: 'paper_mmlu',
  version: OPENCOMPASS_VERSION,
  members: PAPER_MMLU_TASKS.map(({ name }) => name),
  metrics: [{ metric: 'acc', filters: null, isWeightedBySize: false }],
};

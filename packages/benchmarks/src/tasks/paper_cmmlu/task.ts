import type { TaskDefinition } from '../../definition/task-definition.ts';
import type { TaskGroup } from '../../definition/task-group.ts';
import { getText, type Row } from '../../task/row.ts';
import { CMMLU_TASKS } from '../cmmlu/task.ts';
import { OPENCOMPASS_VERSION } from '../define-whole-text-task.ts';
import { LETTERS } from '../write-lettered-question.ts';

const CHOICES = LETTERS.slice(0, 4);

/** paper_cmmlu_<subject>: cmmlu in OpenCompass' style, five examples, the description before every question. */
export const PAPER_CMMLU_TASKS: readonly TaskDefinition[] = CMMLU_TASKS.map((task) => {
  const { preambleOf, ...shared } = task;
  const writeQuestion = (row: Row) => {
    const options = CHOICES.map((letter) => `${letter}. ${getText(row, letter)}`);
    const preamble = preambleOf === undefined ? '' : preambleOf(row).trimEnd();
    return [`${preamble}\n题目：${getText(row, 'Question')}`, ...options, '答案是:'].join('\n');
  };
  return {
    ...shared,
    name: `paper_${task.name}`,
    version: OPENCOMPASS_VERSION,
    toItem: (row) => ({ kind: 'choices', question: writeQuestion(row), choices: CHOICES, gold: CHOICES.indexOf(getText(row, 'Answer')) }),
    shotDelimiter: '\n',
    shots: { ...task.shots, count: 5 },
    metrics: [{ metric: 'acc' }],
  };
});

/** paper_cmmlu: the plain mean over subjects, as in OpenCompass. */
export const PAPER_CMMLU_GROUP: TaskGroup = {
  name: 'paper_cmmlu',
  version: OPENCOMPASS_VERSION,
  members: PAPER_CMMLU_TASKS.map(({ name }) => name),
  metrics: [{ metric: 'acc', filters: null, isWeightedBySize: false }],
};

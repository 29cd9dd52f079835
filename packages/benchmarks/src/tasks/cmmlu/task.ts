import { defineTask } from '../../definition/define-task.ts';
import type { TaskDefinition } from '../../definition/task-definition.ts';
import type { TaskGroup } from '../../definition/task-group.ts';
import { stripText } from '../../python/python-text.ts';
import { getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';
import { LETTERS, writeLetteredQuestion } from '../write-lettered-question.ts';
import SUBJECTS from './subjects.json' with { type: 'json' };

const CHOICES = LETTERS.slice(0, 4);

/** cmmlu_<subject> of lm-evaluation-harness 0.4.13, version 1.0, for all 67 subjects, which prompts name in Chinese. */
export const CMMLU_TASKS: readonly TaskDefinition[] = Object.entries(SUBJECTS).map(([subject, name]) => defineSubject(subject, name));

/** cmmlu, version 1.0: means over documents. */
export const CMMLU_GROUP: TaskGroup = {
  name: 'cmmlu',
  version: '1.0',
  members: CMMLU_TASKS.map(({ name }) => name),
  metrics: [
    { metric: 'acc', filters: null, isWeightedBySize: true },
    { metric: 'acc_norm', filters: null, isWeightedBySize: true },
  ],
};

function defineSubject(subject: string, chineseName: string): TaskDefinition {
  return defineTask({
    name: `cmmlu_${subject}`,
    version: '1.0',
    category: 'examination',
    description: `Chinese examination questions about ${subject.replaceAll('_', ' ')}`,
    chance: 0.25,
    source: hubSource('haonan-li/cmmlu', { configuration: subject }),
    split: 'test',
    kind: 'choices',
    preambleOf: () => `以下是关于${chineseName}的单项选择题，请直接给出正确答案的选项。\n\n`,
    toItem: (row) => ({
      kind: 'choices',
      question: writeLetteredQuestion(
        stripText(getText(row, 'Question')),
        CHOICES.map((letter) => getText(row, letter)),
        '答案：',
      ),
      choices: CHOICES,
      gold: CHOICES.indexOf(getText(row, 'Answer')),
    }),
    shots: { split: 'dev', sampler: 'first_n' },
    metrics: [{ metric: 'acc' }, { metric: 'acc_norm' }],
  });
}

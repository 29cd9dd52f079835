import { defineTask } from '../../definition/define-task.ts';
import type { TaskDefinition } from '../../definition/task-definition.ts';
import type { TaskGroup } from '../../definition/task-group.ts';
import { stripText } from '../../python/python-text.ts';
import { getInteger, getText, getTextList } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';
import { LETTERS, writeLetteredQuestion } from '../write-lettered-question.ts';
import SUBJECTS from './subjects.json' with { type: 'json' };

const CHOICES = LETTERS.slice(0, 4);

/** mmlu_<subject> of lm-evaluation-harness 0.4.13, version 1.0, for all 57 subjects, in the four groups of the harness. */
export const MMLU_TASKS: readonly TaskDefinition[] = Object.values(SUBJECTS).flat().map(defineSubject);

/** mmlu and its four parts, version 2: means over documents. */
export const MMLU_GROUPS: readonly TaskGroup[] = [
  defineGroup(
    'mmlu',
    Object.keys(SUBJECTS).map((part) => `mmlu_${part}`),
  ),
  ...Object.entries(SUBJECTS).map(([part, subjects]) =>
    defineGroup(
      `mmlu_${part}`,
      subjects.map((subject) => `mmlu_${subject}`),
    ),
  ),
];

function defineSubject(subject: string): TaskDefinition {
  return defineTask({
    name: `mmlu_${subject}`,
    version: '1.0',
    category: 'examination',
    description: `Examination questions about ${subject.replaceAll('_', ' ')}`,
    chance: 0.25,
    source: hubSource('cais/mmlu', {
      configuration: subject,
      revision: 'c30699e8356da336a370243923dbaf21066bb9fe',
      files: { test: [`${subject}/test-00000-of-00001.parquet`], dev: [`${subject}/dev-00000-of-00001.parquet`] },
    }),
    split: 'test',
    kind: 'choices',
    preambleOf: () => `The following are multiple choice questions (with answers) about ${subject.replaceAll('_', ' ')}.\n\n`,
    toItem: (row) => ({
      kind: 'choices',
      question: writeLetteredQuestion(stripText(getText(row, 'question')), getTextList(row, 'choices').slice(0, CHOICES.length), 'Answer:'),
      choices: CHOICES,
      gold: getInteger(row, 'answer'),
    }),
    shots: { split: 'dev', sampler: 'first_n' },
    metrics: [{ metric: 'acc' }],
  });
}

function defineGroup(name: string, members: readonly string[]): TaskGroup {
  return { name, version: '2', members, metrics: [{ metric: 'acc', filters: null, isWeightedBySize: true }] };
}

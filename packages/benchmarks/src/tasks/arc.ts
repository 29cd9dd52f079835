import { defineTask } from '../definition/define-task.ts';
import type { TaskDefinition } from '../definition/task-definition.ts';
import { getNested, getText, getTextList } from '../task/row.ts';
import { hubSource } from './hub-source.ts';

/** arc_easy of lm-evaluation-harness 0.4.13, version 1.0. */
export const ARC_EASY = defineArcTask({
  name: 'arc_easy',
  configuration: 'ARC-Easy',
  description: 'School science questions, the easier part',
});

/** arc_challenge of lm-evaluation-harness 0.4.13, version 1.0. */
export const ARC_CHALLENGE = defineArcTask({
  name: 'arc_challenge',
  configuration: 'ARC-Challenge',
  description: 'School science questions, those that simple methods get wrong',
});

/** The two parts of ARC, which differ only in their data. */
function defineArcTask(part: Readonly<Record<'name' | 'configuration' | 'description', string>>): TaskDefinition {
  const fileOf = (split: string) => [`${part.configuration}/${split}-00000-of-00001.parquet`];
  return defineTask({
    name: part.name,
    version: '1.0',
    category: 'knowledge',
    description: part.description,
    source: hubSource('allenai/ai2_arc', { configuration: part.configuration, files: { test: fileOf('test'), train: fileOf('train') } }),
    split: 'test',
    kind: 'choices',
    toItem: (row) => {
      const options = getNested(row, 'choices');
      return {
        kind: 'choices',
        question: `Question: ${getText(row, 'question')}\nAnswer:`,
        choices: getTextList(options, 'text'),
        // Labels are letters or digits.
        gold: getTextList(options, 'label').indexOf(getText(row, 'answerKey')),
      };
    },
    shots: { split: 'train' },
    metrics: [{ metric: 'acc' }, { metric: 'acc_norm' }],
  });
}

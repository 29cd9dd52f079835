import { defineTask } from '../definition/define-task.ts';
import type { TaskDefinition } from '../definition/task-definition.ts';
import { getNested, getText, getTextList } from '../task/row.ts';
import { hubSource } from './hub-source.ts';

/** The two parts of ARC, which differ only in their data. */
export function defineArcTask(part: Readonly<Record<'name' | 'configuration' | 'description', string>>): TaskDefinition {
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

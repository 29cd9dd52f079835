import { defineTask } from '../../definition/define-task.ts';
import type { TaskDefinition } from '../../definition/task-definition.ts';
import type { TaskGroup } from '../../definition/task-group.ts';
import { getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';
import PARADIGMS from './paradigms.json' with { type: 'json' };

/** blimp_<paradigm> of lm-evaluation-harness 0.4.13, version 1.0, for all 67 paradigms: is the grammatical sentence likelier. */
export const BLIMP_TASKS: readonly TaskDefinition[] = PARADIGMS.map((paradigm) =>
  defineTask({
    name: `blimp_${paradigm}`,
    version: '1.0',
    category: 'language',
    description: `Grammatical sentences against ungrammatical ones: ${paradigm.replaceAll('_', ' ')}`,
    chance: 0.5,
    source: hubSource('nyu-mll/blimp', { configuration: paradigm, files: { train: [`${paradigm}/train-00000-of-00001.parquet`] } }),
    split: 'train',
    kind: 'choices',
    toItem: (row) => ({ kind: 'choices', question: '', choices: [getText(row, 'sentence_good'), getText(row, 'sentence_bad')], gold: 0 }),
    shots: { count: 0 },
    metrics: [{ metric: 'acc' }],
  }),
);

/** blimp, version 2.0: the plain mean of its paradigms. */
export const BLIMP_GROUP: TaskGroup = {
  name: 'blimp',
  version: '2.0',
  members: BLIMP_TASKS.map(({ name }) => name),
  metrics: [{ metric: 'acc', filters: null, isWeightedBySize: false }],
};

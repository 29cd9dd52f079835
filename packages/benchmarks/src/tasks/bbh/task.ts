import { defineTask } from '../../definition/define-task.ts';
import type { TaskDefinition } from '../../definition/task-definition.ts';
import type { TaskGroup } from '../../definition/task-group.ts';
import { getText } from '../../task/row.ts';
import { hubSource } from '../hub-source.ts';
import SUBTASKS from './subtasks.json' with { type: 'json' };

/** bbh_direct_<subtask>, as the data set names its 27 configurations: the questions of BIG-Bench Hard without worked examples; the first line of the answer must be the target. */
export const BBH_TASKS: readonly TaskDefinition[] = SUBTASKS.map((subtask) =>
  defineTask({
    name: `bbh_direct_${subtask}`,
    version: '1.0',
    category: 'reasoning',
    description: `Hard questions answered at once: ${subtask.replaceAll('_', ' ')}`,
    chance: null,
    source: hubSource('SaylorTwift/bbh', { configuration: subtask }),
    split: 'test',
    kind: 'generation',
    toItem: (row) => ({ kind: 'generation', question: `Q: ${getText(row, 'input')}\nA:`, references: [getText(row, 'target')] }),
    shots: { count: 0 },
    until: ['\n', '</s>'],
    maxTokens: 64,
    filters: [{ name: 'first-line', steps: [{ function: 'remove_whitespace' }] }],
    metrics: [{ metric: 'exact_match', exactMatch: { regexesToIgnore: ['^\\s+', '\\s+$', '\\.$'] } }],
  }),
);

/** bbh_direct, version 1.0: every question has the same weight. */
export const BBH_GROUP: TaskGroup = {
  name: 'bbh_direct',
  version: '1.0',
  members: BBH_TASKS.map(({ name }) => name),
  metrics: [{ metric: 'exact_match', filters: null, isWeightedBySize: true }],
};

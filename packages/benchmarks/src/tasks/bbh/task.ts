import { defineTask } from '../../definition/define-task.ts';
import { getText } from '../../definition/row.ts';
import type { TaskDefinition } from '../../definition/task-definition.ts';
import type { TaskGroup } from '../../definition/task-group.ts';
import { hubSource } from '../hub-source.ts';
import WORKED_EXAMPLES from './worked-examples.json' with { type: 'json' };

/** bbh_cot_fewshot_<task> of lm-evaluation-harness 0.4.13, version 4.0, for all 27 tasks. */
export const BBH_TASKS: readonly TaskDefinition[] = Object.entries(WORKED_EXAMPLES).map(([name, { description, examples }]) =>
  defineTask({
    name: `bbh_cot_fewshot_${name}`,
    version: '4.0',
    category: 'reasoning',
    description: `Hard tasks of BIG-bench, answered step by step: ${name.replaceAll('_', ' ')}`,
    chance: null,
    source: hubSource('SaylorTwift/bbh', { configuration: name }),
    split: 'test',
    kind: 'generation',
    preambleOf: () => `${description}\n\n`,
    toItem: (row) => ({
      kind: 'generation',
      question: `Q: ${getText(row, 'input')}\nA: Let's think step by step.\n`,
      references: [getText(row, 'target')],
    }),
    targetDelimiter: '',
    shots: { count: 3, sampler: 'first_n', split: null, samples: examples },
    until: ['</s>', 'Q', '\n\n'],
    maxTokens: 1024,
    filters: [
      {
        name: 'get-answer',
        // The last character, a full stop, is left out by the look-ahead.
        steps: [{ function: 'regex', pattern: '(?<=the answer is )(.*)(?=.)', groupSelect: 0, fallback: '[invalid]' }],
      },
    ],
    metrics: [{ metric: 'exact_match' }],
  }),
);

/** bbh and bbh_cot_fewshot, version 3.0: the mean over documents. */
export const BBH_GROUPS: readonly TaskGroup[] = ['bbh', 'bbh_cot_fewshot'].map((name) => ({
  name,
  version: '3.0',
  members: BBH_TASKS.map((task) => task.name),
  metrics: [{ metric: 'exact_match', filters: ['get-answer'], isWeightedBySize: true }],
}));

import type { TaskGroup } from '../definition/task-group.ts';
import { OPENCOMPASS_VERSION } from './define-whole-text-task.ts';

/**
 * shortgpt: the thirteen benchmarks of the ShortGPT paper's Table 2, in its order. It has no metric of its own, because accuracies and ROUGE-1 cannot
 * be pooled over documents.
 */
export const SHORTGPT_GROUP: TaskGroup = {
  name: 'shortgpt',
  version: OPENCOMPASS_VERSION,
  members: [
    'cmnli',
    'paper_hellaswag',
    'paper_piqa',
    'chid',
    'paper_wsc',
    'paper_commonsense_qa',
    'paper_boolq',
    'race_high',
    'race_middle',
    'xsum',
    'c3',
    'paper_mmlu',
    'paper_cmmlu',
  ],
  metrics: [],
};

import type { ShotRules, TaskDefinition } from './task-definition.ts';

/** Settings that nearly every task of the harness shares. */
export const TASK_DEFAULTS = {
  targetDelimiter: ' ',
  shotDelimiter: '\n\n',
} as const satisfies Partial<TaskDefinition>;

type Given = Omit<TaskDefinition, 'targetDelimiter' | 'shotDelimiter' | 'shots'> &
  Partial<Pick<TaskDefinition, 'targetDelimiter' | 'shotDelimiter'>> & { readonly shots?: Partial<ShotRules> };

/**
 * A task with the harness' defaults: no examples by default, examples drawn with a seed from the scored split, one space before an answer, an empty
 * line after an example.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/config/task.py.
 */
export function defineTask(given: Given): TaskDefinition {
  return { ...TASK_DEFAULTS, ...given, shots: { count: null, sampler: 'default', split: given.split, dropsOwnRow: false, ...given.shots } };
}

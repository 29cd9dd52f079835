import type { ShotRules, TaskDefinition } from './task-definition.ts';

/** What nearly every harness task shares. */
export const TASK_DEFAULTS = {
  targetDelimiter: ' ',
  shotDelimiter: '\n\n',
} as const satisfies Partial<TaskDefinition>;

type Given = Omit<TaskDefinition, 'targetDelimiter' | 'shotDelimiter' | 'shots'> &
  Partial<Pick<TaskDefinition, 'targetDelimiter' | 'shotDelimiter'>> & { readonly shots?: Partial<ShotRules> };

/**
 * A task with the harness' defaults filled in: no examples unless asked for, drawn by seed from the split that is scored, one space before an
 * answer, an empty line after an example.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/config/task.py.
 */
export function defineTask(given: Given): TaskDefinition {
  return { ...TASK_DEFAULTS, ...given, shots: { count: null, sampler: 'default', split: given.split, dropsOwnRow: false, ...given.shots } };
}

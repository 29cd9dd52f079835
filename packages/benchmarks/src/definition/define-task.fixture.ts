import type { ShotRules, TaskDefinition } from './task-definition.ts';

type Given = Omit<TaskDefinition, 'targetDelimiter' | 'shotDelimiter' | 'shots'> &
  Partial<Pick<TaskDefinition, 'targetDelimiter' | 'shotDelimiter'>> & { readonly shots?: Partial<ShotRules> };

/** A task with the harness' defaults (lm-evaluation-harness 0.4.13, lm_eval/config/task.py). */
export function defineTask(given: Given): TaskDefinition {
  const shots = { count: null, sampler: 'default', split: given.split, dropsOwnRow: false, ...given.shots } as const;
  return { targetDelimiter: ' ', shotDelimiter: '\n\n', ...given, shots };
}

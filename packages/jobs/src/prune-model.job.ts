import { z } from 'zod';
import type { JobDefinition } from './job-definition.ts';

const payload = z.object({
  revisionId: z.uuid(),
  strategies: z.array(z.string().min(1)).min(1),
  /** Numbers of layers to remove; numbers that are too large for a model are skipped. */
  counts: z.array(z.int().min(1)).min(1),
  /** Seeds of the random strategies. */
  seeds: z.array(z.int()).min(1),
  /** Lists of layers for the strategy 'explicit', which does not use counts. */
  removals: z.array(z.array(z.int().min(0)).min(1)).optional(),
  /** Never remove the first, or the last, layer. */
  protectFirst: z.boolean().optional(),
  protectLast: z.boolean().optional(),
  /** The score run for choosing; default: the newest one; within a study, the one from the jobs that this job waited for. */
  scoreRunId: z.uuid().optional(),
});

/** Chooses layers by several strategies and writes the pruned models. */
export const PRUNE_MODEL = {
  kind: 'prune-model',
  version: 1,
  verb: 'prune',
  description: 'Chooses layers by a strategy and writes the pruned model.',
  payload,
} as const satisfies JobDefinition;

export type PruneModelPayload = z.output<typeof payload>;

import { z } from 'zod';

/** Chooses layers by several strategies and writes the pruned models. */
export const PRUNE_MODEL = 'prune-model';
export const PRUNE_MODEL_VERSION = 1;

export const pruneModelPayload = z.object({
  revisionId: z.uuid(),
  strategies: z.array(z.string().min(1)).min(1),
  /** Layers to remove; counts that a model is too small for are left out. */
  counts: z.array(z.int().min(1)).min(1),
  /** Seeds of the random strategies. */
  seeds: z.array(z.int()).min(1),
  /** Lists of layers for the strategy 'explicit', which looks at no count. */
  removals: z.array(z.array(z.int().min(0)).min(1)).optional(),
  /** Keep the first, or the last, layer whatever its score. */
  protectFirst: z.boolean().optional(),
  protectLast: z.boolean().optional(),
  /** The scoring to choose by; default: the newest, within a study the one that the job waited for. */
  scoreRunId: z.uuid().optional(),
});

export type PruneModelPayload = z.infer<typeof pruneModelPayload>;

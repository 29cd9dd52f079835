import { UNIT_KINDS } from '@lamina/plans';
import { z } from 'zod';
import type { JobDefinition } from './job-definition.ts';
import { repairSetting } from './repair-setting.ts';

const indices = z.array(z.int().min(0));

/** Whole layers, and layers of which only the attention, or only the MLP, is removed. */
const removedUnits = z.strictObject({ blocks: indices.optional(), attention: indices.optional(), mlp: indices.optional() });

const payload = z.object({
  revisionId: z.uuid(),
  strategies: z.array(z.string().min(1)).min(1),
  /** Numbers of layers to remove; numbers that are too large for a model are skipped. */
  counts: z.array(z.int().min(1)).min(1),
  /** Seeds of the random strategies. The seeds of searches are those of the score run. */
  seeds: z.array(z.int()).min(1),
  /** Sets of layers, or of units, for the strategy 'explicit', which does not use counts. */
  removals: z.array(z.union([indices.min(1), removedUnits])).optional(),
  /** Sets of kinds of units that strategies may choose; kinds of one set are ranked together. Default: whole layers. */
  units: z
    .array(z.array(z.enum(UNIT_KINDS)).min(1))
    .min(1)
    .optional(),
  /** Repairs of every removal of whole layers by a strategy that is not random, each beside the removal alone. */
  repairs: z.array(repairSetting).optional(),
  /** Never remove the first, or the last, layer. */
  protectFirst: z.boolean().optional(),
  protectLast: z.boolean().optional(),
  /** The score run for choosing; default: the newest one; within a study, the one from the jobs that this job waited for. */
  scoreRunId: z.uuid().optional(),
});

/** Chooses layers, or their attentions and MLPs, by several strategies, and writes the pruned models with and without repairs. */
export const PRUNE_MODEL = {
  kind: 'prune-model',
  version: 1,
  verb: 'prune',
  description: 'Chooses layers by a strategy and writes the pruned model.',
  payload,
} as const satisfies JobDefinition;

export type PruneModelPayload = z.output<typeof payload>;

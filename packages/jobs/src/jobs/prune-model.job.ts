import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';
import { option } from '../option.ts';
import { OPTIONS, repairSetting } from '../options.ts';

/**
 * Chooses layers, or their attentions and MLPs, by several strategies, and writes the pruned models with and without repairs, and those with fewer tokens or
 * in fewer bits.
 */
export const PRUNE_MODEL = {
  kind: 'prune-model',
  version: 1,
  verb: 'prune',
  description: 'Chooses layers by a strategy and writes the pruned model.',
  payload: z.object({
    revisionId: z.uuid(),
    strategies: OPTIONS.strategies,
    counts: OPTIONS.counts,
    /** The seeds of searches are those of the score run. */
    seeds: OPTIONS.seeds,
    /** For the strategy 'explicit', which uses no counts. */
    removals: OPTIONS.removals,
    /** Each of these, of the types and of the combinations is a pruning by the strategy 'explicit'. */
    vocabularies: OPTIONS.vocabularies,
    types: OPTIONS.types,
    combinations: OPTIONS.combinations,
    units: OPTIONS.unitSets,
    repairs: option(
      z.array(repairSetting).default([]),
      'Repairs',
      'Repairs of every removal of whole layers by a strategy that is not random, each beside the removal alone.',
    ),
    protectFirst: OPTIONS.protectFirst,
    protectLast: OPTIONS.protectLast,
    /** The score run for choosing. Default: the newest one; within a study, the one from the jobs that this job waited for. */
    scoreRunId: z.uuid().optional(),
  }),
} as const satisfies JobDefinition;

export type PruneModelPayload = z.output<typeof PRUNE_MODEL.payload>;

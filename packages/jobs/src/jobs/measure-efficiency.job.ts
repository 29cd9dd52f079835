import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';
import { option } from '../option.ts';

/** Measures speed and memory of a model, dense and pruned, on the worker's machine. */
export const MEASURE_EFFICIENCY = {
  kind: 'measure-efficiency',
  version: 1,
  verb: 'measure speed of',
  description: "Measures speed and memory of a model, dense and pruned, on the scorer's machine.",
  payload: z.object({
    revisionId: z.uuid(),
    /** Prunings to measure in addition to the dense model, repaired ones too. If none are named, a study's prunings of `strategy` are measured. */
    pruningIds: z.array(z.uuid()).optional(),
    /** The cost depends on how many layers are removed and hardly on which, so one strategy represents all. */
    strategy: z.string().min(1).optional(),
    batches: option(z.array(z.int().min(1).max(256)).min(1), 'Batch sizes', 'Numbers of texts side by side.', 'texts'),
  }),
} as const satisfies JobDefinition;

export type MeasureEfficiencyPayload = z.output<typeof MEASURE_EFFICIENCY.payload>;

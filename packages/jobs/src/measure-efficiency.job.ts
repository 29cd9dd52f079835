import { z } from 'zod';

/** Measures speed and memory of a model, dense and pruned, on the worker's machine. */
export const MEASURE_EFFICIENCY = 'measure-efficiency';
export const MEASURE_EFFICIENCY_VERSION = 1;

export const measureEfficiencyPayload = z.object({
  revisionId: z.uuid(),
  /** Prunings to measure in addition to the dense model; none in a study = for each count, the one that `strategy` chose. */
  pruningIds: z.array(z.uuid()).optional(),
  /** The cost depends on how many layers are removed and hardly on which, so one strategy represents all. */
  strategy: z.string().min(1).optional(),
  /** Batch sizes. */
  batches: z.array(z.int().min(1).max(256)).min(1),
});

export type MeasureEfficiencyPayload = z.infer<typeof measureEfficiencyPayload>;

import { z } from 'zod';

/** Measures speed and memory of a model, dense and pruned, on the worker's machine. */
export const MEASURE_EFFICIENCY = 'measure-efficiency';
export const MEASURE_EFFICIENCY_VERSION = 1;

export const measureEfficiencyPayload = z.object({
  revisionId: z.uuid(),
  /** Prunings that are measured beside the dense model; none in a study = the one of each count that `strategy` chose. */
  pruningIds: z.array(z.uuid()).optional(),
  /** Cost depends on how many layers go and hardly on which: one strategy stands for all. */
  strategy: z.string().min(1).optional(),
  /** Texts side by side. */
  batches: z.array(z.int().min(1).max(256)).min(1),
});

export type MeasureEfficiencyPayload = z.infer<typeof measureEfficiencyPayload>;

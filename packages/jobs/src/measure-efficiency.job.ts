import { z } from 'zod';
import type { JobDefinition } from './job-definition.ts';

const payload = z.object({
  revisionId: z.uuid(),
  /** Prunings to measure in addition to the dense model, repaired ones too; none in a study = those that `strategy` chose. */
  pruningIds: z.array(z.uuid()).optional(),
  /** The cost depends on how many layers are removed and hardly on which, so one strategy represents all. */
  strategy: z.string().min(1).optional(),
  /** Batch sizes. */
  batches: z.array(z.int().min(1).max(256)).min(1),
});

/** Measures speed and memory of a model, dense and pruned, on the worker's machine. */
export const MEASURE_EFFICIENCY = {
  kind: 'measure-efficiency',
  version: 1,
  verb: 'measure speed of',
  description: "Measures speed and memory of a model, dense and pruned, on the scorer's machine.",
  payload,
} as const satisfies JobDefinition;

export type MeasureEfficiencyPayload = z.output<typeof payload>;

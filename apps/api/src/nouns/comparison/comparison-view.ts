import { z } from 'zod';
import { Metric } from '../vocabulary/metric.ts';

/** The content of a saved comparison: the keys of its runs, so that later measurements do not change it. */
export const comparisonView = z.object({
  metric: z.enum(Metric),
  scoreRunKeys: z.array(z.uuid()),
  binCount: z.number().int(),
  lowestCount: z.number().int(),
});
export type ComparisonView = z.infer<typeof comparisonView>;

import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';
import { OPTIONS } from '../options.ts';

/** Evaluates a model, or all prunings of its study, on benchmarks. */
export const EVALUATE_MODEL = {
  kind: 'evaluate-model',
  version: 1,
  verb: 'evaluate',
  description: 'Runs benchmarks on a model, dense or pruned.',
  payload: z.object({
    revisionId: z.uuid(),
    /** The whole model (the reference for prunings), or prunings: those of the job's study if none are named. */
    subject: z.enum(['dense', 'prunings']),
    pruningIds: z.array(z.uuid()).min(1).optional(),
    benchmarks: OPTIONS.benchmarks,
    limit: OPTIONS.limit,
    shots: OPTIONS.shots,
    bos: OPTIONS.bos,
  }),
} as const satisfies JobDefinition;

export type EvaluateModelPayload = z.output<typeof EVALUATE_MODEL.payload>;

import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';
import { OPTIONS } from '../options.ts';

/** Evaluates a model, or all prunings of its study, on texts and benchmarks. */
export const EVALUATE_MODEL = {
  kind: 'evaluate-model',
  version: 1,
  verb: 'evaluate',
  description: 'Measures the losses of a model, dense or pruned, on texts, and runs benchmarks.',
  payload: z
    .object({
      revisionId: z.uuid(),
      /** The whole model (the reference for prunings), or prunings: those of the job's study if none are named. */
      subject: z.enum(['dense', 'prunings']),
      pruningIds: z.array(z.uuid()).min(1).optional(),
      texts: OPTIONS.texts.unwrap().default([]),
      reading: OPTIONS.reading,
      benchmarks: OPTIONS.benchmarks.default([]),
      limit: OPTIONS.limit,
      shots: OPTIONS.shots,
      bos: OPTIONS.bos,
    })
    .refine(({ texts, benchmarks }) => texts.length + benchmarks.length > 0, 'name at least one text or benchmark'),
} as const satisfies JobDefinition;

export type EvaluateModelPayload = z.output<typeof EVALUATE_MODEL.payload>;

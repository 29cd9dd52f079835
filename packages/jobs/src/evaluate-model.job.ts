import { z } from 'zod';
import type { JobDefinition } from './job-definition.ts';
import { SCORE_MODEL } from './score-model.job.ts';

const payload = z.object({
  revisionId: z.uuid(),
  /** The whole model (the reference for prunings), or prunings: those of the job's study if none are named. */
  subject: z.enum(['dense', 'prunings']),
  pruningIds: z.array(z.uuid()).min(1).optional(),
  /** Names of bundled benchmarks, or of built-in tasks and groups whose rows the scorer downloads from the hub. */
  benchmarks: z.array(z.string().min(1)).min(1),
  /** The first N documents of each; below 1 a share of them; default: all. */
  limit: z.number().positive().optional(),
  /** Solved examples before each question; default: each task's own number. */
  shots: z.int().min(0).max(100).optional(),
  /** Whether texts start with a beginning-of-text token; default: the tokenizer decides. */
  bos: SCORE_MODEL.payload.shape.bos.default('auto'),
});

/** Evaluates a model, or all prunings of its study, on benchmarks. */
export const EVALUATE_MODEL = {
  kind: 'evaluate-model',
  version: 1,
  verb: 'evaluate',
  description: 'Runs benchmarks on a model, dense or pruned.',
  payload,
} as const satisfies JobDefinition;

export type EvaluateModelPayload = z.output<typeof payload>;

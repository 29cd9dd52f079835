import { z } from 'zod';
import { scoreModelPayload } from './score-model.job.ts';

/** Evaluates a model, or all prunings of its study, on benchmarks. */
export const EVALUATE_MODEL = 'evaluate-model';
export const EVALUATE_MODEL_VERSION = 1;

export const evaluateModelPayload = z.object({
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
  bos: scoreModelPayload.shape.bos.default('auto'),
});

export type EvaluateModelPayload = z.infer<typeof evaluateModelPayload>;

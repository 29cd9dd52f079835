import { z } from 'zod';

/** Measures every layer of a model on a calibration text. */
export const SCORE_MODEL = 'score-model';
export const SCORE_MODEL_VERSION = 1;

export const scoreModelPayload = z.object({
  revisionId: z.uuid(),
  /** Name of a bundled calibration text. */
  calibration: z.string().min(1),
  window: z.int().min(2).max(8192),
  stride: z.int().min(1).max(8192),
  /** Use the first so many windows; null = all. */
  windows: z.int().min(1).nullable(),
  bos: z.enum(['auto', 'always', 'never']),
});

export type ScoreModelPayload = z.infer<typeof scoreModelPayload>;

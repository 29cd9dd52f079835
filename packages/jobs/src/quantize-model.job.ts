import { z } from 'zod';

/** Writes a model with its weights in fewer bits, registers it beside the model it was made of, and submits the same study of it. */
export const QUANTIZE_MODEL = 'quantize-model';
export const QUANTIZE_MODEL_VERSION = 1;

export const quantizeModelPayload = z.object({
  revisionId: z.uuid(),
  precision: z.enum(['fp16', 'int8', 'int4']),
});

export type QuantizeModelPayload = z.infer<typeof quantizeModelPayload>;

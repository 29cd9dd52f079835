import { z } from 'zod';

/** Writes a quantized copy of a model, registers it as derived from the model, and submits the same study of it. */
export const QUANTIZE_MODEL = 'quantize-model';
export const QUANTIZE_MODEL_VERSION = 1;

export const quantizeModelPayload = z.object({
  revisionId: z.uuid(),
  precision: z.enum(['fp16', 'int8', 'int4']),
});

export type QuantizeModelPayload = z.infer<typeof quantizeModelPayload>;

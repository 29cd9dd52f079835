import { WEIGHT_PRECISIONS } from '@lamina/plans';
import { z } from 'zod';
import type { JobDefinition } from './job-definition.ts';

const payload = z.object({
  revisionId: z.uuid(),
  precision: z.enum(WEIGHT_PRECISIONS),
});

/** Writes a quantized copy of a model, registers it as derived from the model, and submits the same study of it. */
export const QUANTIZE_MODEL = {
  kind: 'quantize-model',
  version: 1,
  verb: 'quantize',
  description: 'Writes a quantized copy of a model and submits a study of it.',
  payload,
} as const satisfies JobDefinition;

export type QuantizeModelPayload = z.output<typeof payload>;

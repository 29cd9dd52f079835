import { WEIGHT_PRECISIONS } from '@lamina/plans';
import { z } from 'zod';
import type { JobDefinition } from '../job-definition.ts';
import { option } from '../option.ts';

/** Writes a quantized copy of a model, registers it as derived from the model, and submits the same study of it. */
export const QUANTIZE_MODEL = {
  kind: 'quantize-model',
  version: 1,
  verb: 'quantize',
  description: 'Writes a quantized copy of a model and submits a study of it.',
  payload: z.object({
    revisionId: z.uuid(),
    precision: option(z.enum(WEIGHT_PRECISIONS), 'Precision', 'Number format of the stored weights.'),
  }),
} as const satisfies JobDefinition;

export type QuantizeModelPayload = z.output<typeof QUANTIZE_MODEL.payload>;

import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** How weights may be stored; the value is the engine's name. */
export const WeightPrecision = defineEnum('WeightPrecision', 'What weights are stored as.', {
  FP16: ['fp16', '16-bit floats, computed as before.'],
  INT8: ['int8', '8 bits, rounded to nearest in blocks of 32 weights.'],
  INT4: ['int4', '4 bits, rounded to nearest in blocks of 32 weights.'],
});
export type WeightPrecision = ValueOf<typeof WeightPrecision>;

import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** Precision of stored weights; the value is the engine's name. */
export const WeightPrecision = defineEnum('WeightPrecision', 'Precision of stored weights.', {
  FP16: ['fp16', '16-bit floats; the computation does not change.'],
  INT8: ['int8', '8 bits; each weight is rounded to nearest, in blocks of 32 weights.'],
  INT4: ['int4', '4 bits; each weight is rounded to nearest, in blocks of 32 weights.'],
});
export type WeightPrecision = ValueOf<typeof WeightPrecision>;

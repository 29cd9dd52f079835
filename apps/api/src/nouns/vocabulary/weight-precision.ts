import { registerEnumType } from 'type-graphql';

/** How weights may be stored; the value is the engine's name. */
export const WeightPrecision = { FP16: 'fp16', INT8: 'int8', INT4: 'int4' } as const;
export type WeightPrecision = (typeof WeightPrecision)[keyof typeof WeightPrecision];

registerEnumType(WeightPrecision, {
  name: 'WeightPrecision',
  description: 'What weights are stored as.',
  valuesConfig: {
    FP16: { description: '16-bit floats, computed as before.' },
    INT8: { description: '8 bits, rounded to nearest in blocks of 32 weights.' },
    INT4: { description: '4 bits, rounded to nearest in blocks of 32 weights.' },
  },
});

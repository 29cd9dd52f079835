/** The forms in which weights can be stored. w8a8: products compute with 8-bit weights and 8-bit activations. */
export const WEIGHT_PRECISIONS = ['fp16', 'int8', 'int4', 'w8a8'] as const;
export type WeightPrecision = (typeof WEIGHT_PRECISIONS)[number];

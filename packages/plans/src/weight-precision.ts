/** The forms in which weights can be stored. w8a8: products compute with 8-bit weights and 8-bit activations. */
export const WEIGHT_PRECISIONS = ['fp16', 'int8', 'int4', 'w8a8'] as const;
export type WeightPrecision = (typeof WEIGHT_PRECISIONS)[number];

/** The types of GGUF files that weights can be stored in, in the order of ggml.h. */
export const WEIGHT_TYPE_NAMES = [
  'F32',
  'F16',
  'Q4_0',
  'Q4_1',
  'Q5_0',
  'Q5_1',
  'Q8_0',
  'Q2_K',
  'Q3_K',
  'Q4_K',
  'Q5_K',
  'Q6_K',
  'IQ4_NL',
  'IQ4_XS',
  'BF16',
  'TQ1_0',
  'TQ2_0',
  'MXFP4',
] as const;
export type WeightTypeName = (typeof WEIGHT_TYPE_NAMES)[number];

/** Whether weights of GGUF files can be stored in a type of this name. */
export function isWeightType(name: string): name is WeightTypeName {
  return WEIGHT_TYPE_NAMES.some((one) => one === name);
}

/** Whether weights of this type of safetensors or GGUF are numbers as they are, and no codes: F32, BF16, I8, U8. */
export function isPlainType(type: string): boolean {
  return /^(F|BF|I|U)\d/.test(type);
}

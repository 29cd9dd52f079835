import type { StoredType } from '../checkpoint.ts';

/** Numbers of llama_ftype (llama.h) by the type of most weights. K types have no pure variant: the number is that of the small mixture. */
const FILE_TYPES: Readonly<Partial<Record<StoredType, number>>> = {
  F32: 0,
  F16: 1,
  Q4_0: 2,
  Q4_1: 3,
  Q8_0: 7,
  Q5_0: 8,
  Q5_1: 9,
  Q2_K: 10,
  Q3_K: 11,
  Q4_K: 14,
  Q5_K: 16,
  Q6_K: 18,
  IQ4_NL: 25,
  IQ4_XS: 30,
  BF16: 32,
  TQ1_0: 36,
  TQ2_0: 37,
  MXFP4: 38,
};

/** general.file_type of a file with these tensors: the number of the type in which most weights of matrices lie. */
export function findFileType(tensors: readonly { readonly type: StoredType; readonly dims: readonly number[] }[]): number {
  const counts = new Map<StoredType, number>();
  for (const { type, dims } of tensors) {
    if (dims.length < 2) continue;
    // The first tensor of a type has none before it.
    counts.set(type, (counts.get(type) ?? 0) + dims.reduce((product, extent) => product * extent, 1));
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return (most && FILE_TYPES[most[0]]) ?? 0; // F32, also of a file without matrices
}

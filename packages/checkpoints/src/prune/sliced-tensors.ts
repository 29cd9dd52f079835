import type { Decoder } from '../architectures/decoder.ts';

/** A tensor outside the blocks that has `perBlock` rows (axis 0) or columns (axis 1) for each of them. */
export interface SlicedTensor {
  readonly name: string;
  readonly axis: 0 | 1;
  readonly perBlock: number;
  /** The number of values of one block's slice. */
  readonly parametersPerBlock: number;
}

/** The tensors of a decoder that hold a slice for each block: those of its embeddings per block. */
export function listSlicedTensors({ embedding: { perLayer } }: Decoder): readonly SlicedTensor[] {
  if (perLayer === undefined) return [];
  const { weight, rows, projection, size } = perLayer;
  return [
    { name: weight, axis: 1, perBlock: size, parametersPerBlock: rows * size },
    { name: projection.weight, axis: 0, perBlock: size, parametersPerBlock: size * projection.inputs },
  ];
}

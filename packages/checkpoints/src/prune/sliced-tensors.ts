import { getAt } from '@lamina/errors';
import type { Decoder } from '../architectures/decoder.ts';
import type { StoredTensor } from '../checkpoint.ts';
import type { SilencedWeight } from './silenced-weights.ts';

/** A tensor outside the blocks that has `perBlock` rows (axis 0) or columns (axis 1) for each of them. */
export interface SlicedTensor {
  readonly name: string;
  readonly axis: 0 | 1;
  readonly perBlock: number;
  /** The number of values of one block's slice. */
  readonly parametersPerBlock: number;
}

/** The kept slices of a tensor along one axis: `perBlock` rows or columns for each of the kept blocks. */
export interface TensorSlices {
  readonly axis: 0 | 1;
  readonly perBlock: number;
  readonly kept: readonly number[];
}

/** A tensor of a file to write: the bytes of `source`, some slices of it, or a fill pattern of its type. */
export interface PlacedTensor {
  readonly name: string;
  readonly source: StoredTensor;
  readonly filling: SilencedWeight['filling'] | null;
  /** The slices to keep of a tensor that has one per block; null: the whole tensor. */
  readonly slices: TensorSlices | null;
  /** The rows to keep of a tensor that has one per token, ascending; null: all. */
  readonly rows: readonly number[] | null;
  /** As written. */
  readonly dims: readonly number[];
  readonly sizeBytes: number;
}

/** The rest of a tensor of which only some slices and rows are kept. */
export function measureCut(
  source: StoredTensor,
  { slices, rows }: Pick<PlacedTensor, 'slices' | 'rows'>,
): Pick<StoredTensor, 'dims' | 'sizeBytes'> {
  if (slices === null && rows === null) return { dims: source.dims, sizeBytes: source.sizeBytes };
  const sliced = source.dims.map((extent, axis) => (axis === slices?.axis ? slices.perBlock * slices.kept.length : extent));
  const dims = rows === null ? sliced : sliced.with(0, rows.length);
  return { dims, sizeBytes: dims.reduce((bytes, extent, axis) => (bytes * extent) / getAt(source.dims, axis), source.sizeBytes) };
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

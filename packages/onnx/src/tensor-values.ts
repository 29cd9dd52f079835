import { findElementBits } from './data-type.ts';
import type { Tensor } from './model.ts';

/** Number of elements of a tensor. */
export function elementCount(tensor: Tensor): number {
  return tensor.dims.reduce((product, dim) => product * dim, 1);
}

/** Bytes that the elements of a tensor take as raw data; null for strings. */
export function findDataSizeBytes(tensor: Tensor): number | null {
  const bits = findElementBits(tensor.dataType);
  return bits === undefined ? null : Math.ceil((elementCount(tensor) * bits) / 8);
}

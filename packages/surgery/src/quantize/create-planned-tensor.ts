import { findElementBits, type Tensor } from '@lamina/onnx';

/** A weight whose data have no place in a file yet: external data without a file, of the size that its type and extents need. */
export function createPlannedTensor(name: string, dataType: number, dims: readonly number[]): Tensor {
  const bits = findElementBits(dataType);
  if (bits === undefined) throw new Error(`no weight is planned in element type ${dataType}`);
  const sizeBytes = dims.reduce((product, dim) => product * dim, bits / 8);
  return { name, dims, dataType, data: { kind: 'external', location: '', offset: 0, sizeBytes }, rest: [] };
}

import { findElementBits, type Model, type Tensor } from '@lamina/onnx';

/** A weight that gets another form. */
export interface PlannedWeight {
  readonly source: Tensor;
  /** The tensors of its new form. They are external data without a file, of the size that their type and extents need. */
  readonly tensors: readonly Tensor[];
  /**
   * The bytes of these tensors, one after the other.
   * @param values float32[elements] of the source
   */
  readonly round: (values: Float32Array) => readonly Uint8Array[];
}

/** A model with weights whose data are still to be written. */
export interface PlannedModel<Weight extends PlannedWeight = PlannedWeight> {
  readonly model: Model;
  /** In the order of the model. */
  readonly weights: readonly Weight[];
}

/** A weight whose data have no place in a file yet. */
export function createPlannedTensor(name: string, dataType: number, dims: readonly number[]): Tensor {
  const bits = findElementBits(dataType);
  if (bits === undefined) throw new Error(`no weight is planned in element type ${dataType}`);
  const sizeBytes = dims.reduce((product, dim) => product * dim, bits / 8);
  return { name, dims, dataType, data: { kind: 'external', location: '', offset: 0, sizeBytes }, rest: [] };
}

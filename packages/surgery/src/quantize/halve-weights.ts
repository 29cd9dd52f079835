import { AppError } from '@lamina/errors';
import { createCast, DATA_TYPE, type Model, type Tensor } from '@lamina/onnx';
import { countWeights } from '../graph/count-weights.ts';
import { createPlannedTensor } from './create-planned-tensor.ts';

/** A weight to be stored in half precision. The planned model has the tensor `half`; its data are still to be computed from `source`. */
export interface HalvedWeight {
  readonly source: Tensor;
  readonly half: string;
}

/** A model with weights whose data are still to be written. */
export interface HalvingPlan {
  /** The new weights are external data without a file: `sizeBytes` says how many bytes each of them needs. */
  readonly model: Model;
  readonly weights: readonly HalvedWeight[];
}

/**
 * Stores every trained float32 matrix as float16, and casts it back to float32 where it is read: half the bytes for the same computation.
 *
 *     MatMul(x, W: float32)     becomes     MatMul(x, Cast(W: float16))
 *
 * Vectors stay in float32: norms need their precision, and they take little space.
 *
 * @throws AppError BAD_USER_INPUT where no weight is a float32 matrix.
 */
export function halveWeights(model: Model): HalvingPlan {
  const trained = countWeights(model.graph);
  const isHalved = ({ name, dataType, dims, data }: Tensor): boolean =>
    trained.has(name) && dataType === DATA_TYPE.float && dims.length >= 2 && data.kind !== 'typed';
  const weights = model.graph.initializers.filter(isHalved).map((source) => ({ source, half: `${source.name}.float16` }));
  if (weights.length === 0) throw new AppError('BAD_USER_INPUT', 'the model has no float32 weights that could be stored in half precision');
  const sources = new Set(weights.map(({ source }) => source.name));
  const graph = {
    ...model.graph,
    // A weight may also be listed as an input with a default value. The cast now makes the tensor of that name.
    inputs: model.graph.inputs.filter(({ name }) => !sources.has(name)),
    initializers: model.graph.initializers.map((tensor) =>
      sources.has(tensor.name) ? createPlannedTensor(`${tensor.name}.float16`, DATA_TYPE.float16, tensor.dims) : tensor,
    ),
    nodes: [...weights.map(({ source, half }) => createCast(half, source.name, DATA_TYPE.float)), ...model.graph.nodes],
  };
  return { model: { ...model, graph }, weights };
}

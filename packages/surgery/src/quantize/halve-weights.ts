import { AppError, getEntry } from '@lamina/errors';
import { createCast, DATA_TYPE, type Model, type Tensor } from '@lamina/onnx';
import { countWeights } from '../graph/count-weights.ts';
import { createPlannedTensor, type PlannedModel } from './planned-weights.ts';

const LARGEST_FLOAT16 = 65_504;

/**
 * Stores every trained float32 matrix as float16, and casts it back to float32 where it is read: half the bytes for the same computation.
 *
 *     MatMul(x, W: float32)     becomes     MatMul(x, Cast(W: float16))
 *
 * Vectors stay in float32: norms need their precision, and they take little space.
 *
 * @throws AppError BAD_USER_INPUT where no weight is a float32 matrix; MODEL_UNSUPPORTED, when bytes are made, for weights beyond float16
 */
export function halveWeights(model: Model): PlannedModel {
  const trained = countWeights(model.graph);
  const isStoredAnew = ({ name, dataType, dims, data }: Tensor): boolean =>
    trained.has(name) && dataType === DATA_TYPE.float && dims.length >= 2 && data.kind !== 'typed';
  const sources = model.graph.initializers.filter(isStoredAnew);
  if (sources.length === 0) throw new AppError('BAD_USER_INPUT', 'the model has no float32 weights that could be stored in half precision');
  const planned = new Map(
    sources.map((source) => [source.name, createPlannedTensor(`${source.name}.float16`, DATA_TYPE.float16, source.dims)]),
  );
  const graph = {
    ...model.graph,
    // A weight may also be listed as an input with a default value. The cast now makes the tensor of that name.
    inputs: model.graph.inputs.filter(({ name }) => !planned.has(name)),
    initializers: model.graph.initializers.map((tensor) => planned.get(tensor.name) ?? tensor),
    nodes: [...[...planned].map(([name, tensor]) => createCast(tensor.name, name, DATA_TYPE.float)), ...model.graph.nodes],
  };
  const weights = sources.map((source) => ({
    source,
    tensors: [getEntry(planned, source.name)],
    round: (values: Float32Array) => [roundToFloat16(source.name, values)],
  }));
  return { model: { ...model, graph }, weights };
}

function roundToFloat16(name: string, values: Float32Array): Uint8Array {
  const tooLarge = values.find((value) => Math.abs(value) > LARGEST_FLOAT16);
  if (tooLarge !== undefined)
    throw new AppError(
      'MODEL_UNSUPPORTED',
      `weight ${name} contains ${tooLarge}, but the largest float16 number is ${LARGEST_FLOAT16}; choose int8 or int4`,
    );
  return new Uint8Array(Float16Array.from(values).buffer);
}

import { createValueInfo, DATA_TYPE, type Graph, type Model } from '@lamina/onnx';
import { TOKEN_LOSS_PORTS, widenInputs } from '@lamina/surgery';

/** A graph with only the inputs that the parts of a model read: the inputs of the model, in the types that sessions take, and the labels of its losses. */
export function describeInterface(model: Model): Graph {
  const labels = createValueInfo(TOKEN_LOSS_PORTS.labels, DATA_TYPE.int64, ['batch_size', 'sequence_length']);
  const { graph } = widenInputs(model);
  return { ...graph, inputs: [...graph.inputs, labels] };
}

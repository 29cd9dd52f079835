import { DATA_TYPE, type Model, type Tensor } from '@lamina/onnx';

/**
 * Gives every node its own copy of each int8 constant that it reads. A copy of a weight in a file names the same bytes.
 *
 *     A(x, W), B(y, W)     becomes     A(x, W), B(y, W#0)
 *
 * Where ONNX Runtime 1.30 makes products of 8-bit numbers exact, it converts the constants of each node under one name, and fails at the second
 * node (Avx2WeightS8ToU8Transformer). For running, not for writing.
 */
export function separateInt8Constants(model: Model): Model {
  const constants = new Map(
    model.graph.initializers.filter(({ dataType }) => dataType === DATA_TYPE.int8).map((tensor) => [tensor.name, tensor]),
  );
  if (constants.size === 0) return model;
  const read = new Set<string>();
  const copies: Tensor[] = [];
  const nodes = model.graph.nodes.map((node) => {
    const inputs = node.inputs.map((name) => {
      const constant = constants.get(name);
      if (constant === undefined || !read.has(name)) {
        read.add(name);
        return name;
      }
      const copy = { ...constant, name: `${name}#${copies.length}` };
      copies.push(copy);
      return copy.name;
    });
    return inputs.every((name, place) => name === node.inputs[place]) ? node : { ...node, inputs };
  });
  return copies.length === 0
    ? model
    : { ...model, graph: { ...model.graph, nodes, initializers: [...model.graph.initializers, ...copies] } };
}

import { getAt } from '@lamina/errors';
import type { Model, Node, Tensor } from '@lamina/onnx';

/** One input of a node. */
export interface Read {
  readonly node: Node;
  readonly place: number;
}

/**
 * Gives single reads of initializers a name of their own. Copies of a weight in a file refer to the same bytes. For running, not for writing.
 *
 *     A(x, W), B(y, W)     becomes, for B's second input,     A(x, W), B(y, W′)
 *
 * @param nameOf the own name of a read; undefined where it stays as it is
 */
export function renameReads(model: Model, nameOf: (initializer: Tensor, read: Read) => string | undefined): Model {
  const { graph } = model;
  const initializers = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const copies = new Map<string, Tensor>();
  const nodes = graph.nodes.map((node) => {
    const inputs = node.inputs.map((name, place) => {
      const tensor = initializers.get(name);
      if (tensor === undefined) return name;
      const own = nameOf(tensor, { node, place });
      if (own === undefined) return name;
      copies.set(own, { ...tensor, name: own });
      return own;
    });
    return inputs.every((name, place) => name === getAt(node.inputs, place)) ? node : { ...node, inputs };
  });
  return copies.size === 0 ? model : { ...model, graph: { ...graph, nodes, initializers: [...graph.initializers, ...copies.values()] } };
}

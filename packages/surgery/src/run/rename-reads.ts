import { getAt } from '@lamina/errors';
import { DATA_TYPE, type Model, type Node, type Tensor } from '@lamina/onnx';

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
      const copy = nameOf(tensor, { node, place });
      if (copy === undefined) return name;
      copies.set(copy, { ...tensor, name: copy });
      return copy;
    });
    return inputs.every((name, place) => name === getAt(node.inputs, place)) ? node : { ...node, inputs };
  });
  return copies.size === 0 ? model : { ...model, graph: { ...graph, nodes, initializers: [...graph.initializers, ...copies.values()] } };
}

/**
 * Gives every node its own copy of each int8 constant that it reads.
 *
 *     A(x, W), B(y, W)     becomes     A(x, W), B(y, W#0)
 *
 * Where ONNX Runtime 1.30 makes products of 8-bit numbers exact, it converts the constants of each node under one name, and fails at the second
 * node (Avx2WeightS8ToU8Transformer). For running, not for writing.
 */
export function separateInt8Constants(model: Model): Model {
  const read = new Set<string>();
  let copies = 0;
  return renameReads(model, ({ name, dataType }) => {
    if (dataType !== DATA_TYPE.int8) return undefined;
    if (read.has(name)) return `${name}#${copies++}`;
    read.add(name);
    return undefined;
  });
}

/**
 * Gives Gather its own name for a weight that another node reads too, such as the embedding table of a model whose head has the same weights.
 *
 *     Gather(W, ids), MatMul(x, W)     becomes     Gather(W#table, ids), MatMul(x, W)
 *
 * ONNX Runtime 1.30 rearranges the weights of a product once, when it loads a model, but only those that no other node reads; others are rearranged in
 * every run. For running, not for writing.
 */
export function separateTables(model: Model): Model {
  const otherwiseRead = new Set(model.graph.nodes.flatMap(({ opType, inputs }) => (opType === 'Gather' ? inputs.slice(1) : inputs)));
  return renameReads(model, ({ name }, { node, place }) =>
    node.opType === 'Gather' && place === 0 && otherwiseRead.has(name) ? `${name}#table` : undefined,
  );
}

import type { Model, Tensor } from '@lamina/onnx';

/**
 * Gives Gather its own name for a weight that another node reads too, such as the embedding table of a model whose head has the same weights. Both
 * names stand for the same bytes of the file.
 *
 *     Gather(W, ids), MatMul(x, W)     becomes     Gather(W#table, ids), MatMul(x, W)
 *
 * ONNX Runtime 1.30 rearranges the weights of a product once, when it loads a model, but only those that no other node reads; others are rearranged in
 * every run. For running, not for writing.
 */
export function separateTables(model: Model): Model {
  const { nodes, initializers } = model.graph;
  const tables = new Set(nodes.filter(({ opType }) => opType === 'Gather').map(({ inputs: [table = ''] }) => table));
  const otherwiseRead = new Set(nodes.flatMap(({ opType, inputs }) => (opType === 'Gather' ? inputs.slice(1) : inputs)));
  const shared = new Map(
    initializers
      .filter(({ name }) => tables.has(name) && otherwiseRead.has(name))
      .map((tensor): [string, Tensor] => [tensor.name, { ...tensor, name: `${tensor.name}#table` }]),
  );
  if (shared.size === 0) return model;
  const renamed = nodes.map((node) => {
    const [table = '', ...rest] = node.inputs;
    const own = node.opType === 'Gather' ? shared.get(table) : undefined;
    return own === undefined ? node : { ...node, inputs: [own.name, ...rest] };
  });
  return { ...model, graph: { ...model.graph, nodes: renamed, initializers: [...initializers, ...shared.values()] } };
}

import type { Model } from '@lamina/onnx';
import { renameReads } from './rename-reads.ts';

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

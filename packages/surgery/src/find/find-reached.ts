import type { Graph } from '@lamina/onnx';
import { type GraphIndex, readsExtents } from '../graph/graph-index.ts';

/** Positions of the nodes that a tensor's values reach; what only reads extents is not reached by values. */
export function findReached(graph: Graph, index: GraphIndex, tensor: string): ReadonlySet<number> {
  const reached = new Set<number>();
  const tensors = [tensor];
  for (let name = tensors.pop(); name !== undefined; name = tensors.pop()) {
    for (const position of index.readers.get(name) ?? []) {
      const node = graph.nodes[position];
      if (!node || reached.has(position) || readsExtents(node)) continue;
      reached.add(position);
      tensors.push(...node.outputs);
    }
  }
  return reached;
}

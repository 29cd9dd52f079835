import { AppError, getEntry } from '@lamina/errors';
import type { Graph, Node } from '@lamina/onnx';
import { GraphView } from './graph-view.ts';

/**
 * The graph with every node behind the nodes whose tensors it reads. A graph in that order is returned as it is.
 *
 *     B(a) → b, A(x) → a     becomes     A(x) → a, B(a) → b
 *
 * @throws AppError MODEL_MALFORMED where nodes form a cycle.
 */
export function sortNodes(graph: Graph): Graph {
  const view = new GraphView(graph);
  const makersOf = (node: Node): readonly Node[] =>
    view
      .reads(node)
      .map((name) => view.maker(name))
      .filter((maker) => maker !== undefined);
  if (graph.nodes.every((node, place) => makersOf(node).every((maker) => view.place(maker) < place))) return graph;
  const waiting = new Map(graph.nodes.map((node) => [node, makersOf(node).length]));
  const sorted = graph.nodes.filter((node) => waiting.get(node) === 0);
  // The loop also reaches the nodes that it appends.
  for (const node of sorted) {
    for (const reader of node.outputs.flatMap((output) => view.readers(output))) {
      const left = getEntry(waiting, reader) - 1;
      waiting.set(reader, left);
      if (left === 0) sorted.push(reader);
    }
  }
  if (sorted.length !== graph.nodes.length) {
    const stuck = graph.nodes.find((node) => getEntry(waiting, node) > 0);
    throw new AppError(
      'MODEL_MALFORMED',
      `the graph has a cycle through node ${stuck?.name ?? '?'} (${stuck?.opType ?? '?'}); export the model again`,
    );
  }
  return { ...graph, nodes: sorted };
}

import { AppError } from '@lamina/errors';
import type { Graph, Node } from '@lamina/onnx';
import { indexGraph } from './graph-index.ts';

/** The graph with every node after the makers of what it reads; unchanged where it is so already. Refuses cycles with MODEL_MALFORMED. */
export function sortNodes(graph: Graph): Graph {
  const { producer, readers, reads } = indexGraph(graph);
  const inOrder = reads.every((names, position) => names.every((name) => (producer.get(name) ?? -1) < position));
  if (inOrder) return graph;
  const waiting = reads.map((names) => names.filter((name) => producer.has(name)).length);
  const ready = waiting.flatMap((count, position) => (count === 0 ? [position] : []));
  const sorted: Node[] = [];
  for (let next = 0; next < ready.length; next += 1) {
    const node = graph.nodes[ready[next] ?? -1];
    if (!node) continue;
    sorted.push(node);
    for (const output of node.outputs) {
      for (const reader of readers.get(output) ?? []) {
        waiting[reader] = (waiting[reader] ?? 0) - 1;
        if (waiting[reader] === 0) ready.push(reader);
      }
    }
  }
  if (sorted.length !== graph.nodes.length) {
    const stuck = graph.nodes.find((_, position) => (waiting[position] ?? 0) > 0);
    throw new AppError(
      'MODEL_MALFORMED',
      `the graph has a cycle through node ${stuck?.name ?? '?'} (${stuck?.opType ?? '?'}); export the model again`,
    );
  }
  return { ...graph, nodes: sorted };
}

import type { Graph } from '@lamina/onnx';
import { parseCachePort } from './cache-ports.ts';
import { GraphView } from './graph-view.ts';

/**
 * The graph without the nodes, weights, type notes and cache inputs that no output needs. Other inputs stay: they are the model's interface.
 *
 *     x ─► A ─► y (output)               x ─► A ─► y (output)
 *     └──► B ─► z           becomes
 */
export function removeDeadNodes(graph: Graph): Graph {
  const { nodes: alive, tensors: needed } = new GraphView(graph).upstream(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes.filter((node) => alive.has(node));
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const isWeight = new Set(graph.initializers.map(({ name }) => name));
  return {
    ...graph,
    nodes,
    initializers: graph.initializers.filter(({ name }) => needed.has(name)),
    inputs: graph.inputs.filter(({ name }) => needed.has(name) || (parseCachePort(name) === undefined && !isWeight.has(name))),
    valueInfo: graph.valueInfo.filter(({ name }) => made.has(name) || needed.has(name)),
  };
}

import type { Graph } from '@lamina/onnx';
import { parseCachePort } from './cache-ports.ts';
import { indexGraph } from './graph-index.ts';

/** The graph without nodes, weights, type notes and cache inputs that no output needs. Other inputs stay: they are the model's interface. */
export function removeDeadNodes(graph: Graph): Graph {
  const { producer, reads } = indexGraph(graph);
  const needed = new Set<string>();
  const alive = new Set<number>();
  const wanted = graph.outputs.map(({ name }) => name);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const position = producer.get(name);
    if (position === undefined || alive.has(position)) continue;
    alive.add(position);
    wanted.push(...(reads[position] ?? []));
  }
  const nodes = graph.nodes.filter((_, position) => alive.has(position));
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

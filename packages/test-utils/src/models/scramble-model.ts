import type { Model, Node } from '@lamina/onnx';
import { createSeededRandom, shuffle } from './create-seeded-random.ts';

/**
 * The same computation with other names. All tensors and nodes are renamed, except the graph's inputs and outputs. Weights get another order, and
 * nodes too: any order with `sorted: false`, else another topological order. Graphs without subgraphs only.
 */
export function scrambleModel(model: Model, seed: number, options: { readonly sorted?: boolean } = {}): Model {
  const { graph } = model;
  const random = createSeededRandom(`scramble:${seed}`);
  const fixed = new Set(['', ...[...graph.inputs, ...graph.outputs].map(({ name }) => name)]);
  const internal = [...graph.initializers.map(({ name }) => name), ...graph.nodes.flatMap(({ outputs }) => outputs)].filter(
    (name) => !fixed.has(name),
  );
  const names = new Map(shuffle(internal, random).map((name, index) => [name, `t${index}`]));
  const rename = (name: string): string => names.get(name) ?? name;
  const renamed = shuffle(graph.nodes, random).map((node, index) => ({
    ...node,
    name: `n${index}`,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  const initializers = shuffle(graph.initializers, random).map((tensor) => ({ ...tensor, name: rename(tensor.name) }));
  const given = [...initializers, ...graph.inputs].map(({ name }) => name);
  return { ...model, graph: { ...graph, initializers, nodes: options.sorted === false ? renamed : sortAfterInputs(renamed, given) } };
}

function sortAfterInputs(nodes: readonly Node[], given: readonly string[]): Node[] {
  const known = new Set(['', ...given]);
  const sorted: Node[] = [];
  let waiting = [...nodes];
  while (waiting.length > 0) {
    const next = waiting.find(({ inputs }) => inputs.every((name) => known.has(name)));
    if (!next) throw new Error('the graph has a cycle');
    sorted.push(next);
    for (const output of next.outputs) known.add(output);
    waiting = waiting.filter((node) => node !== next);
  }
  return sorted;
}

import { createNode, type Graph, type Model, type Node, type Tensor } from '@lamina/onnx';
import { findAttribute } from '../graph/find-attribute.ts';
import { listSubgraphs, mapSubgraphs } from '../graph/list-reads.ts';
import { listGraphDefinitions } from '../graph/rename-everything.ts';
import { renameReads } from '../graph/rename-tensors.ts';

/**
 * Moves weights in files out of subgraphs and Constant nodes into the outermost graph, where their files are known and checked. A subgraph reads
 * a weight from outside as it reads any other tensor. Small constants stay where they are.
 *
 *     If(c) { W: file, MatMul(x, W) }     becomes     W: file, If(c) { MatMul(x, W) }
 */
export function hoistWeights(model: Model): Model {
  if (!model.graph.nodes.some(holdsFileWeights)) return model;
  const hoist: Hoist = { taken: new Set(listGraphDefinitions(model.graph)), weights: [] };
  const nodes = hoistFrom(model.graph, hoist);
  return { ...model, graph: { ...model.graph, nodes, initializers: [...model.graph.initializers, ...hoist.weights] } };
}

interface Hoist {
  readonly taken: Set<string>;
  readonly weights: Tensor[];
}

function liesInFile({ data }: Tensor): boolean {
  return data.kind === 'range' || data.kind === 'external';
}

function holdsFileWeights(node: Node): boolean {
  return (
    (node.opType === 'Constant' && node.attributes.some(({ value }) => value.kind === 'tensor' && liesInFile(value.value))) ||
    listSubgraphs(node).some((graph) => graph.initializers.some(liesInFile) || graph.nodes.some(holdsFileWeights))
  );
}

function hoistFrom(graph: Graph, hoist: Hoist): readonly Node[] {
  const leaving = new Set(graph.outputs.map(({ name }) => name));
  const names = new Map<string, string>();
  const left = graph.nodes.flatMap((node) => {
    const value = node.opType === 'Constant' ? findAttribute(node, 'value') : undefined;
    if (value?.kind !== 'tensor' || !liesInFile(value.value)) return [hoistInNode(node, hoist)];
    const [output = ''] = node.outputs;
    const weight = keep(value.value, output, hoist);
    if (leaving.has(output)) return [createNode('Identity', [weight], [output])];
    names.set(output, weight);
    return [];
  });
  return names.size === 0 ? left : renameReads(left, names);
}

function hoistInNode(node: Node, hoist: Hoist): Node {
  if (!holdsFileWeights(node)) return node;
  return { ...node, attributes: node.attributes.map((attribute) => mapSubgraphs(attribute, (graph) => hoistInGraph(graph, hoist))) };
}

function hoistInGraph(graph: Graph, hoist: Hoist): Graph {
  const moved = graph.initializers.filter(liesInFile);
  const names = new Map(moved.map((tensor) => [tensor.name, keep(tensor, tensor.name, hoist)]));
  const nodes = renameReads(hoistFrom(graph, hoist), names);
  const outputs = graph.outputs.map((output) => ({ ...output, name: names.get(output.name) ?? output.name }));
  return { ...graph, nodes, outputs, initializers: graph.initializers.filter((tensor) => !liesInFile(tensor)) };
}

function keep(tensor: Tensor, name: string, hoist: Hoist): string {
  let unique = `weight.${name}`;
  while (hoist.taken.has(unique)) unique = `_${unique}`;
  hoist.taken.add(unique);
  hoist.weights.push({ ...tensor, name: unique });
  return unique;
}

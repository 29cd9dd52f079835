import type { Graph, Node } from '@lamina/onnx';
import { listSubgraphs, mapSubgraphs } from './list-reads.ts';

/**
 * The nodes with a new name for every tensor that they and their subgraphs read or make. The empty name of an absent input stays empty.
 *
 *     A(x) → y   becomes   A(p/x) → p/y
 */
export function renameEverything(nodes: readonly Node[], rename: (name: string) => string): readonly Node[] {
  const renameGiven = (name: string): string => (name === '' ? '' : rename(name));
  return nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(renameGiven),
    outputs: node.outputs.map(renameGiven),
    attributes: node.attributes.map((attribute) => mapSubgraphs(attribute, (graph) => renameInGraph(graph, rename))),
  }));
}

function renameInGraph(graph: Graph, rename: (name: string) => string): Graph {
  const renamed = <T extends { readonly name: string }>(entry: T): T => ({ ...entry, name: rename(entry.name) });
  return {
    ...graph,
    nodes: renameEverything(graph.nodes, rename),
    initializers: graph.initializers.map(renamed),
    inputs: graph.inputs.map(renamed),
    outputs: graph.outputs.map(renamed),
    valueInfo: graph.valueInfo.map(renamed),
  };
}

/** The names of all tensors that the nodes make, and of all tensors that their subgraphs hold or make. */
export function listDefinitions(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => [...node.outputs.filter((name) => name !== ''), ...listSubgraphs(node).flatMap(listGraphDefinitions)]);
}

/** The names of all tensors that a graph holds or makes, its inputs and weights included. */
export function listGraphDefinitions(graph: Graph): string[] {
  return [...[...graph.inputs, ...graph.initializers].map(({ name }) => name), ...listDefinitions(graph.nodes)];
}

import type { Graph, Node } from '@lamina/onnx';
import { listSubgraphs, mapSubgraphs } from './list-reads.ts';

/**
 * The nodes, reading `names.get(x)` wherever they read x, inside subgraphs too. What they make keeps its name unless `outputs` is set.
 *
 *     names: x → z        A(x) → y   becomes   A(z) → y
 */
export function renameReads(
  nodes: readonly Node[],
  names: ReadonlyMap<string, string>,
  options: { outputs?: boolean } = {},
): readonly Node[] {
  const rename = (name: string): string => names.get(name) ?? name;
  return nodes.map((node) => {
    const touchesInput = node.inputs.some((name) => names.has(name));
    const touchesOutput = options.outputs === true && node.outputs.some((name) => names.has(name));
    const nested = listSubgraphs(node).length > 0;
    if (!touchesInput && !touchesOutput && !nested) return node;
    return {
      ...node,
      inputs: node.inputs.map(rename),
      outputs: options.outputs === true ? node.outputs.map(rename) : node.outputs,
      attributes: nested
        ? node.attributes.map((attribute) => mapSubgraphs(attribute, (graph) => renameInGraph(graph, names)))
        : node.attributes,
    };
  });
}

function renameInGraph(graph: Graph, names: ReadonlyMap<string, string>): Graph {
  const outer = new Map(names);
  // A tensor that the subgraph defines hides the outer tensor of the same name.
  for (const { name } of [...graph.inputs, ...graph.initializers]) outer.delete(name);
  for (const node of graph.nodes) for (const output of node.outputs) outer.delete(output);
  const outputs = graph.outputs.map((output) => ({ ...output, name: outer.get(output.name) ?? output.name }));
  return { ...graph, nodes: renameReads(graph.nodes, outer), outputs };
}

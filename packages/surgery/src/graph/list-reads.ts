import type { Attribute, Graph, Node } from '@lamina/onnx';

/**
 * The tensors that a node reads, each once: its inputs, and the tensors that its subgraphs take from the graphs around them.
 *
 *     If(cond) { then: Add(x, y), else: Identity(x) }   reads cond, x, y
 */
export function listReads(node: Node): readonly string[] {
  const inputs = node.inputs.filter((name) => name !== '');
  const captured = listSubgraphs(node).flatMap(listCaptured);
  return captured.length === 0 ? [...new Set(inputs)] : [...new Set([...inputs, ...captured])];
}

/** True where a node reads the extents of its inputs and not their values. */
export function readsExtents({ opType }: Node): boolean {
  return opType === 'Shape' || opType === 'Size';
}

/** The subgraphs of an If, Loop or Scan; none for other nodes. */
export function listSubgraphs(node: Node): readonly Graph[] {
  return node.attributes.flatMap(({ value }) => (value.kind === 'graph' ? [value.value] : value.kind === 'graphs' ? value.value : []));
}

/** The attribute with other subgraphs; attributes without subgraphs stay as they are. */
export function mapSubgraphs(attribute: Attribute, change: (graph: Graph) => Graph): Attribute {
  const { value } = attribute;
  if (value.kind === 'graph') return { ...attribute, value: { ...value, value: change(value.value) }, encoded: null };
  if (value.kind === 'graphs') return { ...attribute, value: { ...value, value: value.value.map(change) }, encoded: null };
  return attribute;
}

function listCaptured(graph: Graph): string[] {
  const local = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
  for (const node of graph.nodes) for (const output of node.outputs) local.add(output);
  const read = [...graph.nodes.flatMap(listReads), ...graph.outputs.map(({ name }) => name)];
  return read.filter((name) => !local.has(name));
}

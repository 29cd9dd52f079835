import type { Graph, Node } from '@lamina/onnx';

/** Who makes and who reads each tensor of one graph. Positions are indices into `graph.nodes`. */
export interface GraphIndex {
  readonly producer: ReadonlyMap<string, number>;
  readonly readers: ReadonlyMap<string, readonly number[]>;
  /** Per node: every tensor it reads, those that its subgraphs capture from outside included. */
  readonly reads: readonly (readonly string[])[];
}

export function indexGraph(graph: Graph): GraphIndex {
  const producer = new Map<string, number>();
  const readers = new Map<string, number[]>();
  const reads = graph.nodes.map(listReads);
  graph.nodes.forEach((node, position) => {
    for (const output of node.outputs) if (output !== '') producer.set(output, position);
    for (const name of reads[position] ?? []) {
      const list = readers.get(name);
      if (list) list.push(position);
      else readers.set(name, [position]);
    }
  });
  return { producer, readers, reads };
}

/** Tensors a node reads: its own inputs and, for If, Loop and Scan, what its subgraphs take from the graphs around them. */
export function listReads(node: Node): readonly string[] {
  const own = node.inputs.filter((name) => name !== '');
  const captured = subgraphsOf(node).flatMap(listCaptured);
  return captured.length === 0 ? [...new Set(own)] : [...new Set([...own, ...captured])];
}

/** Whether a node reads extents of tensors and not their values. */
export function readsExtents({ opType }: Node): boolean {
  return opType === 'Shape' || opType === 'Size';
}

export function subgraphsOf(node: Node): readonly Graph[] {
  return node.attributes.flatMap(({ value }) => (value.kind === 'graph' ? [value.value] : value.kind === 'graphs' ? value.value : []));
}

function listCaptured(graph: Graph): string[] {
  const local = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
  for (const node of graph.nodes) for (const output of node.outputs) local.add(output);
  const read = [...graph.nodes.flatMap(listReads), ...graph.outputs.map(({ name }) => name)];
  return read.filter((name) => !local.has(name));
}

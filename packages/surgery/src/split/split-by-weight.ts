import { DATA_TYPE, findDataSizeBytes, type Graph, type Node, type Tensor } from '@lamina/onnx';
import { listReads } from '../graph/list-reads.ts';

/** Consecutive nodes of a graph, with their weights. */
export interface GraphPart {
  readonly nodes: readonly Node[];
  readonly initializers: readonly Tensor[];
  /** The tensors that it reads from inputs of the graph and from earlier parts. */
  readonly reads: readonly string[];
  /** The tensors that later parts read, and outputs of the graph. */
  readonly gives: readonly string[];
}

/**
 * Cuts a graph into parts that run one after the other. The weights of each part take at most `maxBytes` in memory, so that a model larger than
 * memory can run.
 *
 *     x → A(w₁) → B(w₂) → C(w₃) → y     becomes     [x → A(w₁) → B(w₂) → b]  [b → C(w₃) → y]
 *
 * A node whose own weights take more is a part together with the nodes after it that add no weights.
 *
 * @param graph sorted, as ONNX requires
 */
export function splitByWeight(graph: Graph, maxBytes: number): readonly GraphPart[] {
  const reads = graph.nodes.map(listReads);
  const weights = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const starts = findStarts(reads, weights, maxBytes);
  const lastReader = new Map(reads.flatMap((names, position) => names.map((name) => [name, position] as const)));
  for (const { name } of graph.outputs) lastReader.set(name, graph.nodes.length);
  return starts.map((start, place) => {
    const end = starts[place + 1] ?? graph.nodes.length;
    const nodes = graph.nodes.slice(start, end);
    const made = new Set(nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== '')));
    const read = new Set(reads.slice(start, end).flat());
    return {
      nodes,
      initializers: [...read].map((name) => weights.get(name)).filter((tensor) => tensor !== undefined),
      reads: [...read].filter((name) => !made.has(name) && !weights.has(name)),
      // A tensor that nothing reads any more has no last reader.
      gives: [...made].filter((name) => (lastReader.get(name) ?? -1) >= end),
    };
  });
}

/** The position of the first node of each part. */
function findStarts(reads: readonly (readonly string[])[], weights: ReadonlyMap<string, Tensor>, maxBytes: number): readonly number[] {
  const starts = [0];
  let held = new Set<string>();
  let bytes = 0;
  for (const [position, names] of reads.entries()) {
    // Names of computed tensors are no weights.
    const added = names.flatMap((name) => (held.has(name) ? [] : (weights.get(name) ?? [])));
    const addedBytes = added.reduce((sum, tensor) => sum + countBytesInUse(tensor), 0);
    if (bytes > 0 && addedBytes > 0 && bytes + addedBytes > maxBytes) {
      starts.push(position);
      held = new Set();
      bytes = 0;
    }
    for (const { name } of added) held.add(name);
    bytes += addedBytes;
  }
  return starts;
}

/** The memory that a weight takes while it is used: its bytes, and, if it is not float32, the float32 values to which it is cast. */
export function countBytesInUse(tensor: Tensor): number {
  // Strings, whose size is not known, are no weights of a product.
  const stored = findDataSizeBytes(tensor) ?? 0;
  const elements = tensor.dims.reduce((product, extent) => product * extent, 1);
  return tensor.dataType === DATA_TYPE.float ? stored : stored + elements * Float32Array.BYTES_PER_ELEMENT;
}

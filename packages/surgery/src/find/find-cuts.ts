import type { Graph } from '@lamina/onnx';
import { parseCachePort } from '../graph/cache-ports.ts';
import { type GraphIndex, readsExtents } from '../graph/graph-index.ts';

/** Tensors through which everything that reaches the sink must pass, in order, and the nodes between them. */
export interface Cuts {
  readonly names: readonly string[];
  /** For each node on the path, by position: the index of the cut it comes after. Nodes that are not on the path are absent. */
  readonly segmentOf: ReadonlyMap<number, number>;
  /** Positions of all nodes between source and sink, those that only side reads lead through too. */
  readonly path: ReadonlySet<number>;
}

/** Reads that are no part of the stream's path: for a tensor, the positions of the nodes that read it as a side input. */
export type Asides = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * The single-tensor cuts between `source` and `sink`: swept in topological order, wherever exactly one path tensor is still to be read,
 * that tensor dominates the sink. Exact for any topological order; O(nodes + edges). Cache outputs count as side inputs, so blocks that
 * share keys and values keep their cuts.
 */
export function findCuts(
  graph: Graph,
  index: GraphIndex,
  { source, sink, asides = new Map() }: { readonly source: string; readonly sink: string; readonly asides?: Asides },
): Cuts {
  const onPath = findPath(graph, index, { source, sink, asides });
  const readsOf = (position: number): readonly string[] =>
    asides.size === 0 ? (index.reads[position] ?? []) : (index.reads[position] ?? []).filter((name) => !asides.get(name)?.has(position));
  const pending = countReaders(readsOf, onPath, sink);
  const live = new Set([source]);
  const names: string[] = [source];
  const segmentOf = new Map<number, number>();
  for (const [position, node] of graph.nodes.entries()) {
    if (!onPath.has(position)) continue;
    segmentOf.set(position, names.length - 1);
    for (const name of readsOf(position)) {
      const left = (pending.get(name) ?? 0) - 1;
      pending.set(name, left);
      if (left === 0) live.delete(name);
    }
    for (const output of node.outputs) if ((pending.get(output) ?? 0) > 0) live.add(output);
    if (live.size !== 1) continue;
    const [only = ''] = live;
    if (names.at(-1) !== only) names.push(only);
  }
  return { names, segmentOf, path: asides.size === 0 ? onPath : findPath(graph, index, { source, sink, asides: new Map() }) };
}

function findPath(
  graph: Graph,
  index: GraphIndex,
  { source, sink, asides }: { source: string; sink: string; asides: Asides },
): ReadonlySet<number> {
  const forward = new Set<number>();
  const tensors = [source];
  for (let name = tensors.pop(); name !== undefined; name = tensors.pop()) {
    for (const position of index.readers.get(name) ?? []) {
      const node = graph.nodes[position];
      // Followed through extents, every mask and position subgraph would look like a way around a block.
      if (!node || forward.has(position) || asides.get(name)?.has(position) || readsExtents(node)) continue;
      forward.add(position);
      for (const output of node.outputs) if (!isCacheOutput(output)) tensors.push(output);
    }
  }
  const onPath = new Set<number>();
  const wanted = [sink];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const position = index.producer.get(name);
    if (position === undefined || onPath.has(position) || !forward.has(position) || isCacheOutput(name)) continue;
    onPath.add(position);
    for (const read of index.reads[position] ?? []) if (!asides.get(read)?.has(position)) wanted.push(read);
  }
  return onPath;
}

/** How many path nodes still have to read each tensor; cache outputs are left out, and the sink has one reader outside the graph. */
function countReaders(readsOf: (position: number) => readonly string[], onPath: ReadonlySet<number>, sink: string): Map<string, number> {
  const pending = new Map<string, number>([[sink, 1]]);
  for (const position of onPath) {
    for (const name of readsOf(position)) if (!isCacheOutput(name)) pending.set(name, (pending.get(name) ?? 0) + 1);
  }
  return pending;
}

function isCacheOutput(name: string): boolean {
  return parseCachePort(name)?.direction === 'present';
}

import { getEntry } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import { parseCachePort } from '../graph/cache-ports.ts';
import type { GraphView, IgnoredReads } from '../graph/graph-view.ts';
import { readsExtents } from '../graph/list-reads.ts';

/** Tensors through which everything that reaches the sink must pass, in order, and the nodes between them. */
export interface Cuts {
  readonly names: readonly string[];
  /** For each node on the path, in the order of the graph: the index of the cut that it comes after. Other nodes are absent. */
  readonly segmentOf: ReadonlyMap<Node, number>;
  /** All nodes between source and sink, also those to which only side reads lead. */
  readonly path: ReadonlySet<Node>;
}

/** The ends of the residual stream, and the reads beside it that the search leaves out. */
interface CutSearch {
  readonly source: string;
  readonly sink: string;
  readonly asides?: IgnoredReads;
}

/**
 * The single-tensor cuts between `source` and `sink`.
 *
 *     source ─► A ─► x ─► B ─┐
 *                    └─► C ─► Add ─► sink        cuts: source, x, sink
 *
 * The sweep visits the nodes in the order of the graph. Wherever exactly one path tensor is still to be read, every path to the sink passes
 * through that tensor. This is exact for any topological order and costs O(nodes + edges). Cache outputs are no part of the path, so blocks
 * that share keys and values keep their cuts.
 */
export function findCuts(view: GraphView, { source, sink, asides }: CutSearch): Cuts {
  const stream = asides === undefined ? view : view.without(asides);
  const path = findPath(stream, source, sink);
  const pending = countReaders(stream, path, sink);
  const live = new Set([source]);
  const names: string[] = [source];
  const segmentOf = new Map<Node, number>();
  for (const node of view.graph.nodes) {
    if (!path.has(node)) continue;
    segmentOf.set(node, names.length - 1);
    for (const name of stream.reads(node)) {
      if (isCacheOutput(name)) continue;
      const left = getEntry(pending, name) - 1;
      pending.set(name, left);
      if (left === 0) live.delete(name);
    }
    // A tensor that no node of the path reads has no count.
    for (const output of node.outputs) if ((pending.get(output) ?? 0) > 0) live.add(output);
    if (live.size !== 1) continue;
    const [only = ''] = live;
    if (names.at(-1) !== only) names.push(only);
  }
  return { names, segmentOf, path: stream === view ? path : findPath(view, source, sink) };
}

/** True for the source, and for every tensor that a node on the path makes. */
export function isOnPath(view: GraphView, cuts: Cuts, tensor: string): boolean {
  return tensor === cuts.names[0] || findSegment(view, cuts, tensor) !== undefined;
}

/** The segment in which a tensor is made; undefined where its maker is not on the path. */
export function findSegment(view: GraphView, cuts: Cuts, tensor: string): number | undefined {
  const maker = view.maker(tensor);
  return maker && cuts.segmentOf.get(maker);
}

function findPath(view: GraphView, source: string, sink: string): ReadonlySet<Node> {
  // If the walk went through extents, the subgraph of every mask and position would look like a way around a block.
  const behind = view.downstream([source], (reader, tensor) => !readsExtents(reader) && !isCacheOutput(tensor)).nodes;
  return view.upstream([sink], (maker, tensor) => behind.has(maker) && !isCacheOutput(tensor)).nodes;
}

/** How many path nodes still have to read each tensor. Cache outputs are left out, and the sink has one reader outside the graph. */
function countReaders(view: GraphView, path: ReadonlySet<Node>, sink: string): Map<string, number> {
  const pending = new Map<string, number>([[sink, 1]]);
  for (const node of path) {
    // The first reader of a tensor finds no count.
    for (const name of view.reads(node)) if (!isCacheOutput(name)) pending.set(name, (pending.get(name) ?? 0) + 1);
  }
  return pending;
}

function isCacheOutput(name: string): boolean {
  return parseCachePort(name)?.direction === 'present';
}

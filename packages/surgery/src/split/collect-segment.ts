import type { Graph } from '@lamina/onnx';
import type { StreamOwners } from '../find/find-stream-owners.ts';
import { type GraphIndex, readsExtents } from '../graph/graph-index.ts';

/** The part of a graph between one boundary and the next. */
export interface CollectedSegment {
  /** Positions of its nodes in the graph. */
  readonly nodes: ReadonlySet<number>;
  /** Weights and graph inputs it reads. */
  readonly leaves: ReadonlySet<string>;
  /** Tensors of earlier parts whose values it reads: shared keys and values, and what is made for several blocks. */
  readonly carried: ReadonlySet<string>;
  /** Earlier boundaries of which it reads only the shape: any boundary has it. */
  readonly shapeOf: ReadonlySet<string>;
}

/** Where segments are collected. */
export interface SegmentSource {
  readonly graph: Graph;
  readonly index: GraphIndex;
  readonly boundaries: readonly string[];
  readonly owners: StreamOwners;
  /** Nodes whose values are not made in the block but carried. */
  readonly common?: ReadonlySet<number>;
}

/**
 * Everything that block `block` needs to compute `targets` from its entry `boundaries[block]` (−1: from the tokens). What it reads of earlier
 * blocks by value is carried; where it reads only a shape, the earlier block's nodes are repeated on this block's own entry, whose shape is
 * the same.
 */
export function collectSegment(
  { graph, index, boundaries, owners, common }: SegmentSource,
  block: number,
  targets: readonly string[],
): CollectedSegment {
  const nodes = new Set<number>();
  const leaves = new Set<string>();
  const carried = new Set<string>();
  const shapeOf = new Set<string>();
  const earlier = new Set(boundaries.slice(0, Math.max(0, block)));
  const entry = block < 0 ? '' : (boundaries[block] ?? '');
  const shapesRead: string[] = [];
  const include = (position: number, wanted: string[]): void => {
    nodes.add(position);
    const node = graph.nodes[position];
    (node && readsExtents(node) ? shapesRead : wanted).push(...(index.reads[position] ?? []));
  };
  const walk = (starts: readonly string[], byShape: boolean): void => {
    const wanted = [...starts];
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
      if (name === entry || carried.has(name)) continue;
      const position = index.producer.get(name);
      if (position === undefined) leaves.add(name);
      else if (byShape && earlier.has(name)) shapeOf.add(name);
      else if (nodes.has(position)) continue;
      else if (common?.has(position)) carried.add(name);
      else if (!byShape && (owners.get(position) ?? block) < block) carried.add(name);
      else include(position, wanted);
    }
  };
  walk(targets, false);
  while (shapesRead.length > 0) walk(shapesRead.splice(0), true);
  return { nodes, leaves, carried, shapeOf };
}

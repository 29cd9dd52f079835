import { getAt } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import { findTensorOwner, type StreamOwners } from '../find/find-stream-owners.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { readsExtents } from '../graph/list-reads.ts';

/** The part of a graph between one boundary and the next. */
export interface CollectedSegment {
  readonly nodes: ReadonlySet<Node>;
  /** Weights and graph inputs that it reads. */
  readonly leaves: ReadonlySet<string>;
  /** Tensors of earlier parts whose values it reads: shared keys and values, and what is made once for several blocks. */
  readonly carried: ReadonlySet<string>;
  /** Earlier boundaries of which it reads only the shape: every boundary has that shape. */
  readonly shapeOf: ReadonlySet<string>;
}

/** Where segments are collected. */
export interface SegmentSource {
  readonly view: GraphView;
  readonly boundaries: readonly string[];
  readonly owners: StreamOwners;
  /** Tensors that a block does not make but takes over (findCommonValues). */
  readonly common?: ReadonlySet<string>;
}

/**
 * Everything that block `block` needs to compute `targets` from its entry `boundaries[block]` (−1: from the tokens).
 *
 *     h_0 ─► block 0 ─► h_1 ─► block 1 ─► h_2      block 1: its own nodes, leaves W, carried k
 *               └─► k ──────────┘  W ──┘
 *
 * Values of earlier blocks are carried. Where the block reads only a shape, the earlier block's nodes are repeated on this block's own entry,
 * whose shape is the same.
 */
export function collectSegment(
  { view, boundaries, owners, common = new Set() }: SegmentSource,
  block: number,
  targets: readonly string[],
): CollectedSegment {
  const entry = block < 0 ? '' : getAt(boundaries, block);
  const isCarried = (name: string): boolean => common.has(name) || (findTensorOwner(view, owners, name) ?? block) < block;
  const values = view.upstream(targets, (maker, name) => name !== entry && !isCarried(name) && !readsExtents(maker));
  const met = [...values.tensors].filter((name) => name !== entry);
  const carried = new Set(met.filter(isCarried));
  const askShape = met
    .filter((name) => !carried.has(name))
    .map((name) => view.maker(name))
    .filter((node) => node !== undefined)
    .filter(readsExtents);

  const earlier = new Set(boundaries.slice(0, Math.max(0, block)));
  const isKnown = (name: string): boolean => name === entry || carried.has(name);
  const shapes = view.upstream(
    askShape.flatMap((node) => view.reads(node)),
    (maker, name) => !isKnown(name) && !earlier.has(name) && !common.has(name) && !values.nodes.has(maker),
  );
  const metByShape = [...shapes.tensors].filter((name) => !isKnown(name));
  return {
    nodes: new Set([...values.nodes, ...askShape, ...shapes.nodes]),
    leaves: new Set([...met, ...metByShape].filter((name) => view.maker(name) === undefined)),
    carried: new Set([...carried, ...metByShape.filter((name) => common.has(name) && !earlier.has(name))]),
    shapeOf: new Set(metByShape.filter((name) => earlier.has(name) && view.maker(name) !== undefined)),
  };
}

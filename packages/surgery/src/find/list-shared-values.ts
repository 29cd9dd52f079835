import type { GraphView } from '../graph/graph-view.ts';
import { findStreamOwners, findTensorOwner } from './find-stream-owners.ts';

/**
 * A value that one block makes and a later block reads beside the residual stream, as blocks that share keys and values do.
 *
 *     block 3 ─► h_4 ─► block 4        maker 3, reader 4, tensor k
 *        └─► k ───────────┘
 */
export interface SharedValue {
  readonly maker: number;
  /** The block that reads it; L is the head. */
  readonly reader: number;
  readonly tensor: string;
  /** The name of the node that reads it, or its operator if the node has no name. */
  readonly node: string;
}

/**
 * Every value that passes between blocks beside the stream, in the order of the nodes that read it. A read of a shape does not count: every
 * block's own entry has the same shape.
 */
export function listSharedValues(
  view: GraphView,
  { boundaries, logits }: { readonly boundaries: readonly string[]; readonly logits: string },
): readonly SharedValue[] {
  const owners = findStreamOwners(view, boundaries, [logits]);
  const isBoundary = new Set(boundaries);
  return view.graph.nodes.flatMap((node) => {
    const reader = owners.get(node);
    if (reader === undefined) return [];
    return view.reads(node).flatMap((tensor) => {
      const maker = findTensorOwner(view, owners, tensor);
      if (maker === undefined || maker === reader || isBoundary.has(tensor)) return [];
      return [{ maker, reader, tensor, node: node.name || node.opType }];
    });
  });
}

import type { GraphView } from '../graph/graph-view.ts';
import { findStreamOwners, findTensorOwner } from './find-stream-owners.ts';

/** A value that one block makes and a later one reads beside the residual stream, as blocks that share keys and values do. */
export interface SharedValue {
  readonly maker: number;
  /** The block that reads it; L stands for the head. */
  readonly reader: number;
  readonly tensor: string;
  /** Name of the node that reads it, or its operator where it has none. */
  readonly node: string;
}

/** Every value that passes between blocks beside the stream, in the order of the nodes that read them. Shapes do not count: every block's entry has them too. */
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

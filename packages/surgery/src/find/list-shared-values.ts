import type { Graph } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import { findStreamOwners } from './find-stream-owners.ts';

/** A value that one block makes and a later one reads beside the residual stream, as blocks that share keys and values do. */
export interface SharedValue {
  readonly maker: number;
  /** The block that reads it; L stands for the head. */
  readonly reader: number;
  readonly tensor: string;
  /** Name of the node that reads it, or its operator where it has none. */
  readonly node: string;
}

/** Every value that passes between blocks beside the stream. Shapes do not count: every block's entry has them too. */
export function listSharedValues(
  graph: Graph,
  index: GraphIndex,
  { boundaries, logits }: { readonly boundaries: readonly string[]; readonly logits: string },
): readonly SharedValue[] {
  const owners = findStreamOwners(graph, index, boundaries, [logits]);
  const isBoundary = new Set(boundaries);
  return [...owners].flatMap(([position, reader]) =>
    (index.reads[position] ?? []).flatMap((tensor) => {
      const maker = owners.get(index.producer.get(tensor) ?? -1) ?? reader;
      if (maker === reader || isBoundary.has(tensor)) return [];
      const node = graph.nodes[position];
      return [{ maker, reader, tensor, node: node?.name || (node?.opType ?? '') }];
    }),
  );
}

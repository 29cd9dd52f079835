import type { Graph, Node } from '@lamina/onnx';
import { countWeights } from '../graph/count-weights.ts';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { Block, BlockKind } from './block-structure.ts';
import type { Anchor } from './find-anchors.ts';
import { findLocalAttention } from './find-local-attention.ts';
import { findStreamOwners } from './find-stream-owners.ts';

/** What each block is made of: ports, kind, and the weights only it reads. */
export function describeBlocks(
  graph: Graph,
  index: GraphIndex,
  boundaries: readonly string[],
  anchors: readonly Anchor[],
): readonly Block[] {
  const owner = findOwners(graph, index, boundaries);
  const weights = countWeights(graph);
  const readersOf = (name: string): readonly number[] => index.readers.get(name) ?? [];
  const parameters = anchors.map(() => 0);
  for (const [name, count] of weights) {
    const blocks = new Set(readersOf(name).map((position) => owner.get(position)));
    const [only] = blocks;
    if (blocks.size === 1 && only !== undefined) parameters[only] = (parameters[only] ?? 0) + count;
  }
  const nodesOf: Node[][] = anchors.map(() => []);
  for (const [position, block] of owner) {
    const node = graph.nodes[position];
    if (node) nodesOf[block]?.push(node);
  }
  const local = findLocalAttention(graph, index, findStreamOwners(graph, index, boundaries, []));
  return anchors.map(({ ports }, block) => {
    const nodes = nodesOf[block] ?? [];
    return {
      index: block,
      ports,
      parameters: parameters[block] ?? 0,
      kind: kindOf(
        nodes,
        ports.map(({ pattern }) => pattern),
        local.has(block),
      ),
    };
  });
}

/** The block of each node: the first whose output needs it. Nodes that only the head needs have none. */
function findOwners(graph: Graph, index: GraphIndex, boundaries: readonly string[]): ReadonlyMap<number, number> {
  const owner = new Map<number, number>();
  const seen = new Set<number>();
  for (const [order, boundary] of boundaries.entries()) {
    const wanted = [boundary];
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
      const position = index.producer.get(name);
      if (position === undefined || seen.has(position)) continue;
      seen.add(position);
      if (order > 0) owner.set(position, order - 1);
      wanted.push(...(index.reads[position] ?? []));
    }
  }
  for (const [position, node] of graph.nodes.entries()) if (node.opType === 'Constant') owner.delete(position);
  return owner;
}

function kindOf(nodes: readonly Node[], patterns: readonly string[], seesWindow: boolean): BlockKind {
  if (patterns.some((pattern) => pattern.includes('ssm'))) return 'state-space';
  if (patterns.some((pattern) => pattern.includes('recurrent'))) return 'recurrent';
  if (patterns.some((pattern) => pattern.includes('conv'))) return 'convolution';
  const windowed = nodes.some(({ attributes }) =>
    attributes.some(({ name, value }) => name === 'local_window_size' && value.kind === 'int' && value.value > 0),
  );
  if (windowed || seesWindow) return 'local-attention';
  return patterns.length > 0 ? 'attention' : kindByOperators(nodes);
}

/** The kind of a block without a cache: what its operators can do. */
function kindByOperators(nodes: readonly Node[]): BlockKind {
  const has = (pattern: RegExp): boolean => nodes.some(({ opType }) => pattern.test(opType));
  if (has(/Attention$/)) return 'attention';
  if (has(/^(LSTM|GRU|RNN)$/)) return 'recurrent';
  if (has(/^(Scan|CumSum)$/)) return 'state-space';
  if (has(/^Softmax$/) || !has(/^(Fused)?Conv$/)) return 'attention';
  // Step sizes of a state space, whose recurrence may be unrolled.
  return has(/^Softplus$/) ? 'state-space' : 'convolution';
}

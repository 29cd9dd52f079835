import { getAt } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import { countWeights } from '../graph/count-weights.ts';
import { findInteger } from '../graph/find-attribute.ts';
import type { GraphView } from '../graph/graph-view.ts';
import type { Block, BlockKind } from './block-structure.ts';
import { findLocalAttention } from './find-local-attention.ts';
import type { NamedStream } from './find-named-stream.ts';
import { findStreamOwners } from './find-stream-owners.ts';

/** The parts of each block: its cache ports, its kind, and the number of parameters that only it reads. */
export function describeBlocks(
  view: GraphView,
  { boundaries, ports: portsOf, beside }: Pick<NamedStream, 'boundaries' | 'ports' | 'beside'>,
): readonly Block[] {
  const owner = findOwners(view, boundaries, beside);
  const weights = countWeights(view.graph);
  const parameters = portsOf.map(() => 0);
  for (const [name, count] of weights) {
    const blocks = new Set(view.readers(name).map((reader) => owner.get(reader)));
    const [only] = blocks;
    if (blocks.size === 1 && only !== undefined) parameters[only] = getAt(parameters, only) + count;
  }
  const nodesOf: Node[][] = portsOf.map(() => []);
  for (const [node, block] of owner) getAt(nodesOf, block).push(node);
  const local = findLocalAttention(view, findStreamOwners(view, boundaries, []));
  return portsOf.map((ports, block) => {
    const nodes = getAt(nodesOf, block);
    return {
      index: block,
      ports,
      parameters: getAt(parameters, block),
      kind: kindOf(
        nodes,
        ports.map(({ pattern }) => pattern),
        local.has(block),
      ),
    };
  });
}

/** The block of each node: the first whose output needs it. Nodes of the embedding and nodes that only the head needs have none. */
function findOwners(view: GraphView, boundaries: readonly string[], beside: readonly string[]): ReadonlyMap<Node, number> {
  const [embedding = '', ...ends] = boundaries;
  const seen = new Set(view.upstream([embedding, ...beside]).nodes);
  const owner = new Map<Node, number>();
  for (const [block, end] of ends.entries()) {
    for (const node of view.upstream([end], (maker) => !seen.has(maker)).nodes) {
      seen.add(node);
      // Exporters share constants between blocks.
      if (node.opType !== 'Constant') owner.set(node, block);
    }
  }
  return owner;
}

function kindOf(nodes: readonly Node[], patterns: readonly string[], seesWindow: boolean): BlockKind {
  if (patterns.some((pattern) => pattern.includes('ssm'))) return 'state-space';
  if (patterns.some((pattern) => pattern.includes('recurrent'))) return 'recurrent';
  if (patterns.some((pattern) => pattern.includes('conv'))) return 'convolution';
  const windows = nodes.map((node) => findInteger(node, 'local_window_size'));
  const isWindowed = windows.some((window) => window !== undefined && window > 0);
  if (isWindowed || seesWindow) return 'local-attention';
  return patterns.length > 0 ? 'attention' : kindByOperators(nodes);
}

/** The kind of a block without a cache, by its operators. */
function kindByOperators(nodes: readonly Node[]): BlockKind {
  const has = (pattern: RegExp): boolean => nodes.some(({ opType }) => pattern.test(opType));
  if (has(/Attention$/)) return 'attention';
  if (has(/^(LSTM|GRU|RNN)$/)) return 'recurrent';
  if (has(/^(Scan|CumSum)$/)) return 'state-space';
  if (has(/^Softmax$/) || !has(/^(Fused)?Conv$/)) return 'attention';
  // Softplus makes the step sizes of a state space, whose recurrence may be unrolled.
  return has(/^Softplus$/) ? 'state-space' : 'convolution';
}

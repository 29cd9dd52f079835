import type { Graph } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import { findAttentions } from './find-anchors.ts';
import type { Asides, Cuts } from './find-cuts.ts';

/** Operators that pass a tensor on, scaled, moved or reshaped: with one tensor of the stream among their inputs they are its carriers. */
const CARRYING = /^(Cast|Identity|Mul|Div|Add|Sub|Neg|Reshape|Transpose|Unsqueeze|Squeeze|Expand|Tile|Slice|Split|Flatten)$/;

/** The attentions on the path and how many of them the longest way to each node passes, the node itself not counted. */
interface Depths {
  readonly attentions: readonly number[];
  readonly before: ReadonlyMap<number, number>;
  readonly ofTensor: (name: string) => number;
}

/** How many attentions follow one another from the source to the sink; those side by side count as one. */
export function countAttentions(graph: Graph, index: GraphIndex, cuts: Cuts): number {
  const { attentions, before } = measureDepths(graph, index, cuts);
  return new Set(attentions.map((position) => before.get(position))).size;
}

/** True where attentions follow one another between two cuts: several blocks lie there, held together by something that bypasses them. */
export function isCrowded(graph: Graph, index: GraphIndex, cuts: Cuts): boolean {
  const { attentions, before } = measureDepths(graph, index, cuts);
  const depthOf = new Map<number, number>();
  return attentions.some((position) => {
    const segment = cuts.segmentOf.get(position) ?? 0;
    const depth = before.get(position) ?? 0;
    const other = depthOf.get(segment) ?? depth;
    depthOf.set(segment, other);
    return other !== depth;
  });
}

/**
 * Reads by which later blocks use a tensor of an earlier one beside the stream: the values of the first block, keys and values that blocks
 * share, the embedding once more. The stream itself reaches over one attention at most (the residual sum after it), so a tensor that is
 * read two attentions later is such a side input; its reads, and those of what only carries it there, count from the next attention on.
 * With `keepsStream` a tensor that is a cut, as the embedding is, keeps the first of these reads: the residual sum of its own block.
 */
export function findAsides(
  graph: Graph,
  index: GraphIndex,
  { cuts, keepsStream }: { readonly cuts: Cuts; readonly keepsStream: boolean },
): Asides {
  const depths = measureDepths(graph, index, cuts);
  const asides = new Map<string, Set<number>>();
  const add = (name: string, position: number): void => {
    asides.set(name, (asides.get(name) ?? new Set()).add(position));
  };
  const readersOf = (name: string): number[] => (index.readers.get(name) ?? []).filter((position) => cuts.segmentOf.has(position));
  const span = (name: string, position: number): number => (depths.before.get(position) ?? 0) - depths.ofTensor(name);
  /** Collects the far reads behind one read; false where a near read is behind it too. */
  const isFar = (name: string, position: number, found: [string, number][]): boolean => {
    if (span(name, position) >= 1) {
      found.push([name, position]);
      return true;
    }
    const outputs = carriedOutputs(graph, index, cuts, position);
    const next = outputs?.flatMap((output) => readersOf(output).map((reader) => [output, reader] as const)) ?? [];
    return next.length > 0 && next.every(([output, reader]) => isFar(output, reader, found));
  };
  for (const root of findRoots(graph, index, cuts, span)) {
    const far: [string, number][] = [];
    for (const position of readersOf(root)) {
      const found: [string, number][] = [];
      if (isFar(root, position, found)) far.push(...found);
    }
    far.sort(([, a], [, b]) => a - b);
    for (const [name, reader] of keepsStream && cuts.names.includes(root) ? far.slice(1) : far) add(name, reader);
  }
  return asides;
}

/** Tensors that are read two attentions later, or whose carried forms are. */
function findRoots(graph: Graph, index: GraphIndex, cuts: Cuts, span: (name: string, position: number) => number): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const position of cuts.segmentOf.keys()) {
    for (const name of streamReads(index, cuts, position)) {
      if (span(name, position) < 2) continue;
      let root = name;
      for (;;) {
        roots.add(root);
        const maker = index.producer.get(root) ?? -1;
        const [carried, ...more] = streamReads(index, cuts, maker);
        if (carried === undefined || more.length > 0 || !CARRYING.test(graph.nodes[maker]?.opType ?? '')) break;
        root = carried;
      }
    }
  }
  return roots;
}

/** What a node passes on where it only carries one tensor of the stream. */
function carriedOutputs(graph: Graph, index: GraphIndex, cuts: Cuts, position: number): readonly string[] | undefined {
  const node = graph.nodes[position];
  return node && CARRYING.test(node.opType) && streamReads(index, cuts, position).length === 1 ? node.outputs : undefined;
}

function streamReads(index: GraphIndex, cuts: Cuts, position: number): readonly string[] {
  if (!cuts.segmentOf.has(position)) return [];
  return (index.reads[position] ?? []).filter((name) => name === cuts.names[0] || cuts.segmentOf.has(index.producer.get(name) ?? -1));
}

function measureDepths(graph: Graph, index: GraphIndex, cuts: Cuts): Depths {
  const attentions = findAttentions(graph, index, cuts);
  const isAttention = new Set(attentions);
  const before = new Map<number, number>();
  const ofTensor = (name: string): number => {
    const maker = index.producer.get(name) ?? -1;
    return (before.get(maker) ?? 0) + (isAttention.has(maker) ? 1 : 0);
  };
  for (const position of graph.nodes.keys()) {
    if (!cuts.segmentOf.has(position)) continue;
    before.set(position, Math.max(0, ...streamReads(index, cuts, position).map(ofTensor)));
  }
  return { attentions, before, ofTensor };
}

import { getEntry } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import type { GraphView, IgnoredReads } from '../graph/graph-view.ts';
import { findAttentions } from './find-anchors.ts';
import { type Cuts, isOnPath } from './find-cuts.ts';

/** Operators that only scale, move or reshape a tensor. With one tensor of the stream among their inputs, they carry that tensor on. */
const CARRYING = /^(Cast|Identity|Mul|Div|Add|Sub|Neg|Reshape|Transpose|Unsqueeze|Squeeze|Expand|Tile|Slice|Split|Flatten)$/;

/** The attentions on the path, and for each node the largest number of attentions before it on any way from the source. */
interface Depths {
  readonly attentions: readonly Node[];
  readonly before: ReadonlyMap<Node, number>;
  readonly ofTensor: (name: string) => number;
}

/** The number of attentions that follow one another from the source to the sink. Attentions side by side count as one. */
export function countAttentions(view: GraphView, cuts: Cuts): number {
  const { attentions, before } = measureDepths(view, cuts);
  return new Set(attentions.map((node) => before.get(node))).size;
}

/** True where attentions follow one another between two cuts: several blocks lie there, and something bypasses the stream between them. */
export function isCrowded(view: GraphView, cuts: Cuts): boolean {
  const { attentions, before } = measureDepths(view, cuts);
  const depthOf = new Map<number, number>();
  return attentions.some((node) => {
    const segment = getEntry(cuts.segmentOf, node);
    const depth = getEntry(before, node);
    const other = depthOf.get(segment) ?? depth;
    depthOf.set(segment, other);
    return other !== depth;
  });
}

/**
 * The reads by which later blocks use a tensor of an earlier block beside the stream: the values of the first block, keys and values that blocks
 * share, or the embedding once more.
 *
 *     v ─► attention 0 ─► … ─► attention 1 ─► … ─► attention 2
 *     └──────────────────────────┘ aside ────────────┘ aside
 *
 * The stream itself passes over one attention at most (to the residual sum after it). So a tensor that is read two attentions later is a side
 * input. Its reads from the next attention on are asides; reads of tensors that only carry it there are asides too.
 *
 * With `keepsStream`, a tensor that is a cut (as the embedding is) keeps the first of these reads: the residual sum of its own block.
 */
export function findAsides(view: GraphView, { cuts, keepsStream }: { readonly cuts: Cuts; readonly keepsStream: boolean }): IgnoredReads {
  const depths = measureDepths(view, cuts);
  const asides = new Map<string, Set<Node>>();
  const add = (name: string, reader: Node): void => {
    asides.set(name, (asides.get(name) ?? new Set()).add(reader));
  };
  const readersOf = (name: string): readonly Node[] => view.readers(name).filter((reader) => cuts.segmentOf.has(reader));
  const span = (name: string, reader: Node): number => getEntry(depths.before, reader) - depths.ofTensor(name);
  /** Collects the far reads behind one read. False where a near read lies behind it too. */
  const isFar = (name: string, reader: Node, found: [string, Node][]): boolean => {
    if (span(name, reader) >= 1) {
      found.push([name, reader]);
      return true;
    }
    const next = listCarried(view, cuts, reader).flatMap((output) => readersOf(output).map((further) => [output, further] as const));
    return next.length > 0 && next.every(([output, further]) => isFar(output, further, found));
  };
  for (const root of findRoots(view, cuts, span)) {
    const far: [string, Node][] = [];
    for (const reader of readersOf(root)) {
      const found: [string, Node][] = [];
      if (isFar(root, reader, found)) far.push(...found);
    }
    far.sort(([, a], [, b]) => view.place(a) - view.place(b));
    for (const [name, reader] of keepsStream && cuts.names.includes(root) ? far.slice(1) : far) add(name, reader);
  }
  return asides;
}

/** The tensors that are read two attentions later, by themselves or in a form that only carries them. */
function findRoots(view: GraphView, cuts: Cuts, span: (name: string, reader: Node) => number): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const node of cuts.segmentOf.keys()) {
    for (const name of listStreamReads(view, cuts, node)) {
      if (span(name, node) < 2) continue;
      for (let root: string | undefined = name; root !== undefined; ) {
        roots.add(root);
        const maker = view.maker(root);
        root = maker && findCarried(view, cuts, maker);
      }
    }
  }
  return roots;
}

/** The outputs of a node that only carries one tensor of the stream; empty for other nodes. */
function listCarried(view: GraphView, cuts: Cuts, node: Node): readonly string[] {
  return findCarried(view, cuts, node) === undefined ? [] : node.outputs;
}

/** The one tensor of the stream that a node only carries; undefined where it computes with the stream. */
function findCarried(view: GraphView, cuts: Cuts, node: Node): string | undefined {
  const [carried, ...more] = listStreamReads(view, cuts, node);
  return more.length === 0 && CARRYING.test(node.opType) ? carried : undefined;
}

function listStreamReads(view: GraphView, cuts: Cuts, node: Node): readonly string[] {
  return cuts.segmentOf.has(node) ? view.reads(node).filter((name) => isOnPath(view, cuts, name)) : [];
}

function measureDepths(view: GraphView, cuts: Cuts): Depths {
  const attentions = findAttentions(view, cuts);
  const isAttention = new Set(attentions);
  const before = new Map<Node, number>();
  const ofTensor = (name: string): number => {
    const maker = view.maker(name);
    // The makers of the embedding are not on the path: no attention comes before them.
    return maker === undefined ? 0 : (before.get(maker) ?? 0) + (isAttention.has(maker) ? 1 : 0);
  };
  for (const node of cuts.segmentOf.keys()) before.set(node, Math.max(0, ...listStreamReads(view, cuts, node).map(ofTensor)));
  return { attentions, before, ofTensor };
}

import { getAt } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import type { GraphView } from '../graph/graph-view.ts';
import { readsExtents } from '../graph/list-reads.ts';

/** For every node that the stream's values reach: the first block that needs it, or L for the head. */
export type StreamOwners = ReadonlyMap<Node, number>;

/**
 * The owner of every node that reads the stream by value: the first block whose output needs the node. Exporters share subexpressions between
 * blocks, so data flow decides.
 *
 *     h_0 ─► block 0 ─► h_1 ─► block 1 ─► h_2 ─► head ─► logits
 *              0                  1                2
 *
 * @param ends what the head computes: the logits, and the output of the final norm where it is needed
 */
export function findStreamOwners(view: GraphView, boundaries: readonly string[], ends: readonly string[]): StreamOwners {
  const reached = findReached(view, getAt(boundaries, 0));
  const owners = new Map<Node, number>();
  const targets = [...boundaries.slice(1).map((name) => [name]), ends];
  for (const [block, names] of targets.entries()) {
    for (const node of view.upstream(names, (maker) => reached.has(maker) && !owners.has(maker)).nodes) owners.set(node, block);
  }
  return owners;
}

/** The owner of the node that makes a tensor; undefined where the stream's values do not reach that node. */
export function findTensorOwner(view: GraphView, owners: StreamOwners, tensor: string): number | undefined {
  const maker = view.maker(tensor);
  return maker && owners.get(maker);
}

/** The nodes that a tensor's values reach. A node that reads only extents is not reached by values. */
export function findReached(view: GraphView, tensor: string): ReadonlySet<Node> {
  return view.downstream([tensor], (reader) => !readsExtents(reader)).nodes;
}

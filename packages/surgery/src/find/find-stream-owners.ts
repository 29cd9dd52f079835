import type { Graph } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import { findReached } from './find-reached.ts';

/** Who computes the residual stream: for every node that the stream's values reach, the first block (or L, the head) that needs it. */
export type StreamOwners = ReadonlyMap<number, number>;

/**
 * The owner of every node that reads the stream by value. Exporters share subexpressions between blocks, so ownership follows data flow: a node
 * belongs to the first block whose output needs it.
 */
export function findStreamOwners(graph: Graph, index: GraphIndex, boundaries: readonly string[], ends: readonly string[]): StreamOwners {
  const reached = findReached(graph, index, boundaries[0] ?? '');
  const owners = new Map<number, number>();
  const targets = [...boundaries.slice(1).map((name) => [name]), ends];
  for (const [block, names] of targets.entries()) {
    const wanted = [...names];
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
      const position = index.producer.get(name);
      if (position === undefined || !reached.has(position) || owners.has(position)) continue;
      owners.set(position, block);
      wanted.push(...(index.reads[position] ?? []));
    }
  }
  return owners;
}

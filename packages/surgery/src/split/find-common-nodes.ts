import { findElementType } from '../graph/find-element-type.ts';
import type { CollectedSegment, SegmentSource } from './collect-segment.ts';

/**
 * What several blocks make of the model's inputs alone, such as masks and rotary tables: the positions of these nodes in the graph. What is made of
 * weights alone is not among them: ONNX Runtime computes it when it loads a part.
 */
export function findCommonNodes({ graph, index, owners }: SegmentSource, blocks: readonly CollectedSegment[]): ReadonlySet<number> {
  const weights = new Set(graph.initializers.map(({ name }) => name));
  const fed = new Set(graph.inputs.map(({ name }) => name).filter((name) => !weights.has(name)));
  const common = new Set<number>();
  for (const [position, node] of graph.nodes.entries()) {
    if (owners.has(position) || !index.reads[position]?.some((name) => fed.has(name))) continue;
    for (const output of node.outputs) fed.add(output);
    if (blocks.filter(({ nodes }) => nodes.has(position)).length < 2) continue;
    if (node.outputs.every((output) => output === '' || findElementType(graph, index, output) !== null)) common.add(position);
  }
  return common;
}

import { findElementType } from '../graph/find-element-type.ts';
import type { CollectedSegment, SegmentSource } from './collect-segment.ts';

/**
 * The tensors that several blocks make of the model's inputs alone, such as masks and rotary tables. What is made of weights alone is not
 * among them: ONNX Runtime computes it when it loads a part.
 */
export function findCommonValues({ view, owners }: SegmentSource, blocks: readonly CollectedSegment[]): ReadonlySet<string> {
  const { graph } = view;
  const fed = new Set(graph.inputs.map(({ name }) => name).filter((name) => !view.weight(name)));
  const common = new Set<string>();
  for (const node of graph.nodes) {
    if (owners.has(node) || !view.reads(node).some((name) => fed.has(name))) continue;
    for (const output of node.outputs) fed.add(output);
    if (blocks.filter(({ nodes }) => nodes.has(node)).length < 2) continue;
    const made = node.outputs.filter((output) => output !== '');
    if (made.every((output) => findElementType(view, output) !== null)) for (const output of made) common.add(output);
  }
  return common;
}

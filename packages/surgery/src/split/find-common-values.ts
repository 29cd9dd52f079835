import { findElementType } from '../graph/find-element-type.ts';
import type { CollectedSegment, SegmentSource } from './collect-segment.ts';

/**
 * The tensors that several blocks compute from the model's inputs alone, such as masks and rotary tables. Tensors of weights alone are not among
 * them: ONNX Runtime computes those when it loads a part.
 *
 *     positions ─► Cos ─► table ─► block 0, block 1        table is common
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

import type { Node } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import type { BlockHalves } from '../find/sublayers.ts';
import { getOtherInput } from '../graph/get-other-input.ts';
import { GraphView } from '../graph/graph-view.ts';
import { outputOf } from '../graph/input-of.ts';
import { sortNodes } from '../graph/sort-nodes.ts';

/**
 * The same model, in which parallel halves are added one after the other, so that each half has its own addition. Results are equal but for the
 * order of the additions.
 *
 *     Add(h, Add(attn, mlp))     becomes     Add(Add(h, attn), mlp)
 */
export function chainHalves(structure: BlockStructure): BlockStructure {
  const { sublayers, model } = structure;
  if (sublayers.arrangement !== 'parallel') return structure;
  const view = new GraphView(model.graph);
  /** By the name of a sum: the two tensors that it adds in the chained graph. */
  const summands = new Map<string, readonly [string, string]>();
  const halves = sublayers.halves.map((own): BlockHalves | string => {
    if (typeof own === 'string') return own;
    const { mixer, mlp } = own;
    const [mixerSum, mlpSum] = [mixer.additions[0], mlp.additions[0]];
    if (!mixerSum || !mlpSum || mixerSum.sum !== mlpSum.sum) return own;
    const joint = mixerSum.sum;
    const outer = getSum(view.readers(joint));
    const stream = getOtherInput(outer, joint);
    const [sum = ''] = outer.outputs;
    summands.set(joint, [stream, mlpSum.stream]);
    summands.set(sum, [joint, mixerSum.stream]);
    return {
      ...own,
      mixer: { ...mixer, additions: [{ sum: joint, stream }] },
      mlp: { ...mlp, additions: [{ sum, stream: joint }] },
    };
  });
  const nodes = model.graph.nodes.map((node) => {
    const inputs = summands.get(outputOf(node, 0));
    return inputs ? { ...node, inputs } : node;
  });
  return { ...structure, model: { ...model, graph: sortNodes({ ...model.graph, nodes }) }, sublayers: { ...sublayers, halves } };
}

/** The residual addition that reads the sum of both halves. */
function getSum(readers: readonly Node[]): Node {
  const sum = readers.find(({ opType }) => opType === 'Add');
  if (!sum) throw new Error('no addition reads the sum of both sublayers');
  return sum;
}

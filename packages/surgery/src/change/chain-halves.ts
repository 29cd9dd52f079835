import type { Node } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import type { BlockHalves } from '../find/sublayers.ts';
import { indexGraph } from '../graph/graph-index.ts';
import { sortNodes } from '../graph/sort-nodes.ts';

/**
 * The same model with the halves of parallel blocks added one after the other, so that each has an addition of its own; equal up to the order of
 * additions.
 *
 *     Add(h, Add(attn, mlp)) → Add(Add(h, attn), mlp)
 */
export function chainHalves(structure: BlockStructure): BlockStructure {
  const { sublayers, model } = structure;
  if (sublayers.arrangement !== 'parallel') return structure;
  const { graph } = model;
  const index = indexGraph(graph);
  const nodes = [...graph.nodes];
  const rewire = (output: string, inputs: readonly string[]): void => {
    const position = index.producer.get(output) ?? -1;
    const node = nodes[position];
    if (node) nodes[position] = { ...node, inputs };
  };
  const halves = sublayers.halves.map(({ attention, mlp }): BlockHalves => {
    const [attended, thought] = [attention.additions[0], mlp.additions[0]];
    if (!attended || !thought || attended.sum !== thought.sum) return { attention, mlp };
    const joint = attended.sum;
    const outer = findSum(graph.nodes, index.readers.get(joint) ?? []);
    const stream = outer.inputs.find((input) => input !== joint) ?? '';
    const [sum = ''] = outer.outputs;
    rewire(joint, [stream, thought.stream]);
    rewire(sum, [joint, attended.stream]);
    return {
      attention: { ...attention, additions: [{ sum: joint, stream }] },
      mlp: { ...mlp, additions: [{ sum, stream: joint }] },
    };
  });
  return { ...structure, model: { ...model, graph: sortNodes({ ...graph, nodes }) }, sublayers: { ...sublayers, halves } };
}

/** The residual addition that reads the sum of both halves. */
function findSum(nodes: readonly Node[], readers: readonly number[]): Node {
  const sum = readers.map((position) => nodes[position]).find((node) => node?.opType === 'Add');
  if (!sum) throw new Error('no addition reads the sum of both halves');
  return sum;
}

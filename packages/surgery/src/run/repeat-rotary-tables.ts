import { createAttribute, createInt64Tensor, createNode, type Model, type Node } from '@lamina/onnx';
import { inputOf } from '../graph/input-of.ts';

const POSITIONS_INPUT = 3;
const TABLES = [1, 2];
const ONES = 'lamina.rotary_ones';

/**
 * Repeats the tables of cosines and sines of standard RotaryEmbedding nodes for every row of the batch.
 *
 *     RotaryEmbedding(x, cos, sin)     becomes     RotaryEmbedding(x, Expand(cos, [batch, 1, 1]), Expand(sin, [batch, 1, 1]))
 *
 * Where positions are the same for all rows, torch.onnx writes tables of shape [1, sequence, half]. ONNX Runtime 1.30 needs
 * [batch, sequence, half] (onnx Operators.md, RotaryEmbedding-23 without position_ids). For running, not for writing.
 */
export function repeatRotaryTables(model: Model): Model {
  const isDirect = (node: Node): boolean =>
    node.opType === 'RotaryEmbedding' && node.domain === '' && inputOf(node, POSITIONS_INPUT) === '';
  if (!model.graph.nodes.some(isDirect)) return model;
  const nodes = model.graph.nodes.flatMap((node) => (isDirect(node) ? repeatFor(node) : [node]));
  return { ...model, graph: { ...model.graph, nodes, initializers: [...model.graph.initializers, createInt64Tensor(ONES, [1, 1])] } };
}

/** Expand takes the larger of two extents, so a table that has a row per batch entry stays as it is. */
function repeatFor(node: Node): Node[] {
  const [input = ''] = node.inputs;
  const name = (part: string): string => `${node.outputs[0]}#${part}`;
  const first = ['start', 'end'].map((edge, value) => createAttribute(edge, { kind: 'int', value }));
  return [
    createNode('Shape', [input], [name('batch')], { attributes: first }),
    createNode('Concat', [name('batch'), ONES], [name('extents')], { attributes: [createAttribute('axis', { kind: 'int', value: 0 })] }),
    ...TABLES.map((table) => createNode('Expand', [inputOf(node, table), name('extents')], [name(`table_${table}`)])),
    { ...node, inputs: node.inputs.map((given, place) => (TABLES.includes(place) ? name(`table_${place}`) : given)) },
  ];
}

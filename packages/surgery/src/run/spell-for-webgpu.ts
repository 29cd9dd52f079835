import { createAttribute, createFloatTensor, createInt64Tensor, createNode, type Model, type Node, type Tensor } from '@lamina/onnx';
import { findAttribute, findInteger } from '../graph/find-attribute.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf, outputOf } from '../graph/input-of.ts';

/** Operators whose output has the rank of their first input, whatever the others are. */
const KEEPS_RANK: ReadonlySet<string> = new Set(['Cast', 'Concat', 'Identity', 'RotaryEmbedding', 'Slice', 'Softmax', 'Sub']);

/** The rank of a tensor, from its stated shape or from the operators that make it; null where these do not tell it. */
function findRank(view: GraphView, tensor: string): number | null {
  const { graph } = view;
  const stated = [...graph.inputs, ...graph.valueInfo, ...graph.outputs].find(({ name, dims }) => name === tensor && dims !== null);
  const dims = view.weight(tensor)?.dims ?? stated?.dims;
  if (dims) return dims.length;
  const node = view.maker(tensor);
  if (node === undefined) return null;
  if (node.opType === 'Transpose') {
    const order = findAttribute(node, 'perm');
    return order?.kind === 'ints' ? order.value.length : findRank(view, inputOf(node, 0));
  }
  return KEEPS_RANK.has(node.opType) ? findRank(view, inputOf(node, 0)) : null;
}

/** From this opset on, ReduceMax takes its axes as an input. */
const AXES_AS_INPUT = 18;

/**
 * Spells out the operators for which the WebGPU provider of ONNX Runtime (1.30) has no kernel. Each of them would run on the processor, and copy what it
 * reads and what it makes.
 *
 *     FusedMatMul(a, b, transB, alpha)     becomes     MatMul(Mul(a, alpha), Transpose(b))
 *     LogSoftmax(x)                        becomes     s − Log(ReduceSum(Exp(s))),  s = x − ReduceMax(x)
 *
 * A product whose second matrix has no known rank stays as it is. For running on WebGPU, not for writing.
 */
export function spellForWebgpu(model: Model): Model {
  const { graph } = model;
  const view = new GraphView(graph);
  // A graph of operators of other domains alone names no version.
  const opset = model.opsets.find(({ domain }) => domain === '')?.version ?? AXES_AS_INPUT;
  const tensors = new Map<string, Tensor>();
  const add = (tensor: Tensor): string => {
    tensors.set(tensor.name, tensor);
    return tensor.name;
  };
  const nodes = graph.nodes.flatMap((node) => {
    if (node.opType === 'FusedMatMul') return spellProduct(node, view, add) ?? [node];
    return node.opType === 'LogSoftmax' ? spellLogSoftmax(node, opset, add) : [node];
  });
  return { ...model, graph: { ...graph, nodes, initializers: [...graph.initializers, ...tensors.values()] } };
}

type AddTensor = (tensor: Tensor) => string;

/** Null where it cannot be spelled out. */
function spellProduct(node: Node, view: GraphView, add: AddTensor): Node[] | null {
  const isSet = (name: string): boolean => findInteger(node, name) === 1;
  const [left, right, output] = [inputOf(node, 0), inputOf(node, 1), outputOf(node, 0)];
  const rank = findRank(view, right);
  if (rank === null || isSet('transA') || isSet('transBatchA') || isSet('transBatchB')) return null;
  const alpha = findAttribute(node, 'alpha');
  const scale = alpha?.kind === 'float' ? alpha.value : 1;
  const [scaled, turned] = [`${output}#scaled`, `${output}#turned`];
  const order = Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return [
    ...(scale === 1 ? [] : [createNode('Mul', [left, add(createFloatTensor(`lamina.scale_${scale}`, [scale], []))], [scaled])]),
    ...(isSet('transB')
      ? [createNode('Transpose', [right], [turned], { attributes: [createAttribute('perm', { kind: 'ints', value: order })] })]
      : []),
    createNode('MatMul', [scale === 1 ? left : scaled, isSet('transB') ? turned : right], [output], { name: node.name }),
  ];
}

function spellLogSoftmax(node: Node, opset: number, add: AddTensor): Node[] {
  const [input, output] = [inputOf(node, 0), outputOf(node, 0)];
  // onnx Operators.md, LogSoftmax-13: the last axis by default.
  const value = findInteger(node, 'axis') ?? -1;
  const axis = add(createInt64Tensor(`lamina.softmax_axis_${value}`, [value]));
  const name = (part: string): string => `${output}#${part}`;
  const largest =
    opset >= AXES_AS_INPUT
      ? createNode('ReduceMax', [input, axis], [name('largest')])
      : createNode('ReduceMax', [input], [name('largest')], { attributes: [createAttribute('axes', { kind: 'ints', value: [value] })] });
  return [
    largest,
    createNode('Sub', [input, name('largest')], [name('shifted')]),
    createNode('Exp', [name('shifted')], [name('exponentials')]),
    createNode('ReduceSum', [name('exponentials'), axis], [name('sum')]),
    createNode('Log', [name('sum')], [name('log')]),
    createNode('Sub', [name('shifted'), name('log')], [output], { name: node.name }),
  ];
}

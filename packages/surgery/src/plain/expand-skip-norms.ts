import { getAt } from '@lamina/errors';
import { createNode, type Model, type Node } from '@lamina/onnx';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf, outputOf } from '../graph/input-of.ts';

/** The fused nodes of a graph, by the name of the norm output: what fuseSkipNorms needs to put them back. */
export type FusedNorms = ReadonlyMap<string, { readonly node: Node; readonly sum: string }>;

const NORM_OF: Readonly<Record<string, string>> = {
  SkipLayerNormalization: 'LayerNormalization',
  SkipSimplifiedLayerNormalization: 'SimplifiedLayerNormalization',
};
const SUM_OUTPUT = 3;

/**
 * Splits every com.microsoft Skip(Simplified)LayerNormalization into the addition and the norm that it fuses
 * (onnxruntime ContribOperators.md 1.30). Fused, the residual stream between two blocks is a pair of tensors; split, it is one tensor.
 *
 *     SkipLayerNormalization(x, skip, gamma) → y, …, sum     becomes     Add(x, skip) → sum, LayerNormalization(sum, gamma) → y
 */
export function expandSkipNorms(model: Model): { model: Model; fused: FusedNorms } {
  const fused = new Map<string, { node: Node; sum: string }>();
  const nodes = model.graph.nodes.flatMap((node) => {
    const normType = NORM_OF[node.opType];
    if (node.domain !== 'com.microsoft' || normType === undefined) return [node];
    const [output = ''] = node.outputs;
    const sum = node.outputs[SUM_OUTPUT] || `${output}#residual`;
    fused.set(output, { node, sum });
    return expand(node, normType, sum);
  });
  return fused.size === 0 ? { model, fused } : { model: { ...model, graph: { ...model.graph, nodes } }, fused };
}

function expand(node: Node, normType: string, sum: string): Node[] {
  const simplified = normType === 'SimplifiedLayerNormalization';
  const [input = '', skip = '', gamma = '', fourth = '', fifth = ''] = node.inputs;
  const beta = simplified ? '' : fourth;
  const bias = simplified ? fourth : fifth;
  const partial = bias === '' ? sum : `${sum}#before_bias`;
  const add = createNode('Add', [input, skip], [partial], { name: `${node.name}/residual` });
  const addBias = bias === '' ? [] : [createNode('Add', [partial, bias], [sum], { name: `${node.name}/bias` })];
  const [output = '', mean = '', inverseStd = ''] = node.outputs;
  const outputs = simplified || (mean === '' && inverseStd === '') ? [output] : [output, mean, inverseStd];
  const norm = createNode(normType, beta === '' ? [sum, gamma] : [sum, gamma, beta], outputs, {
    name: node.name,
    attributes: node.attributes,
  });
  return [add, ...addBias, norm];
}

/** The reverse of expandSkipNorms: an addition and its norm become the fused node again if both are still there, one behind the other. */
export function fuseSkipNorms(model: Model, fused: FusedNorms): Model {
  if (fused.size === 0) return model;
  const view = new GraphView(model.graph);
  const outputNames = new Set(model.graph.outputs.map(({ name }) => name));
  const replaced = new Map<Node, Node | null>();
  for (const norm of model.graph.nodes) {
    const origin = fused.get(outputOf(norm, 0));
    if (!origin || norm.inputs[0] !== origin.sum) continue;
    const chain = findAdditions(view, origin.sum, origin.node);
    if (!chain) continue;
    const sumIsRead = outputNames.has(origin.sum) || view.readers(origin.sum).some((reader) => reader !== norm);
    const outputs = sumIsRead ? padOutputs(origin.node.outputs, origin.sum) : origin.node.outputs.slice(0, SUM_OUTPUT);
    const [input = '', skip = ''] = getAt(chain, 0).inputs;
    replaced.set(norm, { ...origin.node, inputs: [input, skip, ...origin.node.inputs.slice(2)], outputs });
    for (const addition of chain) replaced.set(addition, null);
  }
  const nodes = model.graph.nodes.flatMap((node) => {
    const replacement = replaced.get(node);
    return replacement === undefined ? [node] : replacement === null ? [] : [replacement];
  });
  return { ...model, graph: { ...model.graph, nodes } };
}

function findAdditions(view: GraphView, sum: string, origin: Node): readonly Node[] | undefined {
  const last = view.maker(sum);
  if (last?.name === `${origin.name}/residual`) return [last];
  if (last?.name !== `${origin.name}/bias`) return undefined;
  const first = view.maker(inputOf(last, 0));
  return first?.name === `${origin.name}/residual` ? [first, last] : undefined;
}

function padOutputs(outputs: readonly string[], sum: string): string[] {
  const [output = '', mean = '', inverseStd = ''] = outputs;
  return [output, mean, inverseStd, sum];
}

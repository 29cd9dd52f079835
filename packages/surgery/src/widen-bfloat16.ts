import { type Attribute, createAttribute, createCast, createValueInfo, DATA_TYPE, type Graph, type Model, type Node } from '@lamina/onnx';
import { subgraphsOf } from './graph-index.ts';
import { renameReads } from './rename-tensors.ts';

/** Attributes that name an element type. */
const TYPE_ATTRIBUTES = new Set(['to', 'dtype', 'output_dtype', 'stash_type', 'softmax_precision']);
/** Operators that make a tensor of the type of a constant they hold. */
const CONSTANT_OPS = new Set(['Constant', 'ConstantOfShape']);

/**
 * The model computing in float32 wherever it computes in bfloat16, for which ONNX Runtime has no kernels on the CPU. Weights stay as they are,
 * bit for bit, behind casts: every bfloat16 number is a float32 number too. For running, not for writing.
 */
export function widenBfloat16(model: Model): Model {
  return usesBfloat16(model.graph) ? { ...model, graph: widenGraph(model.graph) } : model;
}

function usesBfloat16(graph: Graph): boolean {
  return (
    graph.initializers.some(({ dataType }) => dataType === DATA_TYPE.bfloat16) ||
    [...graph.inputs, ...graph.outputs].some(({ elementType }) => elementType === DATA_TYPE.bfloat16) ||
    graph.nodes.some((node) => node.attributes.some(namesBfloat16) || subgraphsOf(node).some(usesBfloat16))
  );
}

function namesBfloat16({ name, value }: Attribute): boolean {
  if (value.kind === 'tensor') return value.value.dataType === DATA_TYPE.bfloat16;
  return value.kind === 'int' && value.value === DATA_TYPE.bfloat16 && TYPE_ATTRIBUTES.has(name);
}

function widenGraph(graph: Graph): Graph {
  const names = new Map<string, string>();
  const widen = (name: string): Node => {
    names.set(name, `${name}#float32`);
    return createCast(name, `${name}#float32`, DATA_TYPE.float);
  };
  const weights = graph.initializers.filter(({ dataType }) => dataType === DATA_TYPE.bfloat16).map(({ name }) => widen(name));
  const nodes = graph.nodes.flatMap((node): Node[] => {
    const inner = { ...node, attributes: node.attributes.map(widenAttribute) };
    const isBrain = CONSTANT_OPS.has(node.opType) && node.attributes.some(namesBfloat16);
    return isBrain ? [inner, widen(node.outputs[0] ?? '')] : [inner];
  });
  const floatInfo = <T extends Graph['inputs'][number]>(info: T) =>
    info.elementType === DATA_TYPE.bfloat16 ? createValueInfo(info.name, DATA_TYPE.float, info.dims) : info;
  const isWeight = new Set(graph.initializers.map(({ name }) => name));
  return {
    ...graph,
    nodes: [...weights, ...renameReads(nodes, names)],
    inputs: graph.inputs.filter(({ name }) => !isWeight.has(name)).map(floatInfo),
    // Outputs of a branch go by their place, so one that is a constant can have another name.
    outputs: graph.outputs.map((output) => ({ ...floatInfo(output), name: names.get(output.name) ?? output.name })),
    valueInfo: graph.valueInfo.filter(({ elementType }) => elementType !== DATA_TYPE.bfloat16),
  };
}

function widenAttribute(attribute: Attribute): Attribute {
  const { value } = attribute;
  if (value.kind === 'int' && namesBfloat16(attribute)) return createAttribute(attribute.name, { kind: 'int', value: DATA_TYPE.float });
  if (value.kind === 'graph') return { ...attribute, value: { ...value, value: widenGraph(value.value) }, encoded: null };
  if (value.kind === 'graphs') return { ...attribute, value: { ...value, value: value.value.map(widenGraph) }, encoded: null };
  return attribute;
}

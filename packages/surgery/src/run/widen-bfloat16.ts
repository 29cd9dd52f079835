import { type Attribute, createAttribute, createCast, createValueInfo, DATA_TYPE, type Graph, type Model, type Node } from '@lamina/onnx';
import { inputOf, outputOf } from '../graph/input-of.ts';
import { listReads, listSubgraphs, mapSubgraphs } from '../graph/list-reads.ts';
import { renameReads } from '../graph/rename-tensors.ts';

/** The attributes that hold an element type. */
const TYPE_ATTRIBUTES = new Set(['to', 'dtype', 'output_dtype', 'stash_type', 'softmax_precision']);
/** The operators whose output has the type of a constant that they hold. */
const CONSTANT_OPS = new Set(['Constant', 'ConstantOfShape']);

/**
 * The same model, computing in float32 wherever it computes in bfloat16: ONNX Runtime has no bfloat16 kernels on the CPU.
 *
 *     MatMul(x: bfloat16, W: bfloat16)     becomes     MatMul(x: float32, Cast(W: bfloat16))
 *
 * Weights stay as they are, bit for bit, behind casts: float32 holds every bfloat16 number exactly. For running, not for writing.
 */
export function widenBfloat16(model: Model): Model {
  return usesBfloat16(model.graph) ? { ...model, graph: widenGraph(model.graph) } : model;
}

function usesBfloat16(graph: Graph): boolean {
  return (
    graph.initializers.some(({ dataType }) => dataType === DATA_TYPE.bfloat16) ||
    [...graph.inputs, ...graph.outputs].some(({ elementType }) => elementType === DATA_TYPE.bfloat16) ||
    graph.nodes.some((node) => node.attributes.some(namesBfloat16) || listSubgraphs(node).some(usesBfloat16))
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
  const stored = new Set(graph.initializers.filter(({ dataType }) => dataType === DATA_TYPE.bfloat16).map(({ name }) => name));
  const readsStored = ({ opType, inputs }: Node): boolean =>
    (opType === 'Cast' || opType === 'Gather') && stored.has(inputOf({ inputs }, 0));
  const direct = graph.nodes.filter(readsStored);
  const others = new Set(graph.nodes.filter((node) => !direct.includes(node)).flatMap(listReads));
  const isOutput = (name: string): boolean => graph.outputs.some((output) => output.name === name);
  const weights = [...stored].filter((name) => others.has(name) || isOutput(name)).map(widen);
  const nodes = graph.nodes.flatMap((node): Node[] => {
    if (direct.includes(node)) return widenDirect(node);
    const inner = { ...node, attributes: node.attributes.map(widenAttribute) };
    const isBrain = CONSTANT_OPS.has(node.opType) && node.attributes.some(namesBfloat16);
    return isBrain ? [inner, widen(outputOf(node, 0))] : [inner];
  });
  const floatInfo = <T extends Graph['inputs'][number]>(info: T) =>
    info.elementType === DATA_TYPE.bfloat16 ? createValueInfo(info.name, DATA_TYPE.float, info.dims) : info;
  const isWeight = new Set(graph.initializers.map(({ name }) => name));
  return {
    ...graph,
    nodes: [...weights, ...nodes.flatMap((node) => (readsStored(node) ? [node] : renameReads([node], names)))],
    inputs: graph.inputs.filter(({ name }) => !isWeight.has(name)).map(floatInfo),
    // A branch gives its outputs by place, not by name, so the output of a branch that is a constant may take another name.
    outputs: graph.outputs.map((output) => ({ ...floatInfo(output), name: names.get(output.name) ?? output.name })),
    valueInfo: graph.valueInfo.filter(({ elementType }) => elementType !== DATA_TYPE.bfloat16),
  };
}

/** Casts the rows that are looked up, not the whole table. A weight that a Cast reads needs no second cast. */
function widenDirect(node: Node): Node[] {
  const [output = ''] = node.outputs;
  if (node.opType === 'Cast') return [{ ...node, attributes: node.attributes.map(widenAttribute) }];
  return [
    { ...node, name: `${output}#bfloat16`, outputs: [`${output}#bfloat16`] },
    createCast(`${output}#bfloat16`, output, DATA_TYPE.float),
  ];
}

function widenAttribute(attribute: Attribute): Attribute {
  const { value } = attribute;
  if (value.kind === 'int' && namesBfloat16(attribute)) return createAttribute(attribute.name, { kind: 'int', value: DATA_TYPE.float });
  return mapSubgraphs(attribute, widenGraph);
}

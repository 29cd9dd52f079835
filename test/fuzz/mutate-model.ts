import type { Random } from '@lamina/metrics';
import { type Attribute, createAttribute, createNode, type Graph, type Model, type Node, type Tensor } from '@lamina/onnx';
import { pick } from './mutate-bytes.ts';

type GraphMutation = (graph: Graph, random: Random) => Graph;

const HOSTILE_EXTENTS = [0, 1, 7, 2 ** 31 - 1, 2 ** 31, 2 ** 40, 2 ** 53 - 1];
const HOSTILE_PATHS = [
  '../../../etc/passwd',
  '/etc/passwd',
  'a/../../b',
  'missing.data',
  '.',
  '\u0000',
  '*/_ORT_MEM_ADDR_/*',
  'x'.repeat(5000),
];
const HOSTILE_NAMES = [
  '',
  'input_ids',
  'logits',
  'attention_mask',
  'past_key_values.0.key',
  'present.999999999.key',
  '__proto__',
  'constructor',
];
const OPERATORS = ['Identity', 'Softmax', 'MatMul', 'Gather', 'Shape', 'If', 'Loop', 'Attention', 'Add', 'LayerNormalization', ''];

/** Mutations of meaning: well-formed files with wrong content. */
export const MODEL_MUTATIONS: Readonly<Record<string, (model: Model, random: Random) => Model>> = {
  tensorDims: onGraph((graph, random) => onTensor(graph, random, (tensor) => ({ ...tensor, dims: mutateDims(tensor.dims, random) }))),
  tensorType: onGraph((graph, random) => onTensor(graph, random, (tensor) => ({ ...tensor, dataType: random.randomBelow(30) }))),
  tensorName: onGraph((graph, random) => onTensor(graph, random, (tensor) => ({ ...tensor, name: anyName(graph, random) }))),
  externalData: onGraph((graph, random) => onTensor(graph, random, (tensor) => ({ ...tensor, data: hostileExternal(tensor, random) }))),
  nodeInput: onGraph((graph, random) =>
    onNode(graph, random, (node) => ({ ...node, inputs: replaceOne(node.inputs, anyName(graph, random), random) })),
  ),
  nodeOutput: onGraph((graph, random) =>
    onNode(graph, random, (node) => ({ ...node, outputs: replaceOne(node.outputs, anyName(graph, random), random) })),
  ),
  selfLoop: onGraph((graph, random) =>
    onNode(graph, random, (node) => ({ ...node, inputs: replaceOne(node.inputs, node.outputs[0] ?? '', random) })),
  ),
  cycle: onGraph((graph, random) => {
    const later = pick(graph.nodes.slice(Math.floor(graph.nodes.length / 2)), random);
    const first = graph.nodes.slice(0, Math.ceil(graph.nodes.length / 2));
    return {
      ...graph,
      nodes: [
        ...onNode({ ...graph, nodes: first }, random, (node) => ({
          ...node,
          inputs: replaceOne(node.inputs, later.outputs[0] ?? '', random),
        })).nodes,
        ...graph.nodes.slice(first.length),
      ],
    };
  }),
  operator: onGraph((graph, random) => onNode(graph, random, (node) => ({ ...node, opType: pick(OPERATORS, random) }))),
  dropNode: onGraph((graph, random) => ({ ...graph, nodes: dropOne(graph.nodes, random) })),
  repeatNode: onGraph((graph, random) => ({ ...graph, nodes: [...graph.nodes, pick(graph.nodes, random)] })),
  shuffleNodes: onGraph((graph, random) => ({ ...graph, nodes: random.shuffle(graph.nodes) })),
  dropAttributes: onGraph((graph, random) => onNode(graph, random, (node) => ({ ...node, attributes: [] }))),
  nestedGraph: onGraph((graph, random) =>
    onNode(graph, random, (node) => ({ ...node, attributes: [...node.attributes, nest(graph, random)] })),
  ),
  ports: onGraph((graph, random) =>
    random.random() < 0.5
      ? { ...graph, inputs: mutatePorts(graph.inputs, graph, random) }
      : { ...graph, outputs: mutatePorts(graph.outputs, graph, random) },
  ),
  opset: (model, random) => ({ ...model, opsets: [{ domain: pick(['', 'com.microsoft', 'x'], random), version: random.randomBelow(40) }] }),
};

function onGraph(mutation: GraphMutation): (model: Model, random: Random) => Model {
  return (model, random) => ({ ...model, graph: mutation(model.graph, random) });
}

function onNode(graph: Graph, random: Random, change: (node: Node) => Node): Graph {
  const at = random.randomBelow(graph.nodes.length);
  return { ...graph, nodes: graph.nodes.map((node, index) => (index === at ? change(node) : node)) };
}

function onTensor(graph: Graph, random: Random, change: (tensor: Tensor) => Tensor): Graph {
  const at = random.randomBelow(graph.initializers.length);
  return { ...graph, initializers: graph.initializers.map((tensor, index) => (index === at ? change(tensor) : tensor)) };
}

function anyName(graph: Graph, random: Random): string {
  if (random.random() < 0.2) return pick(HOSTILE_NAMES, random);
  return random.random() < 0.7 ? (pick(graph.nodes, random).outputs[0] ?? '') : pick(graph.initializers, random).name;
}

function replaceOne(names: readonly string[], name: string, random: Random): readonly string[] {
  return names.length === 0 ? [name] : names.with(random.randomBelow(names.length), name);
}

function dropOne<T>(items: readonly T[], random: Random): readonly T[] {
  return items.length === 0 ? items : items.toSpliced(random.randomBelow(items.length), 1);
}

function mutateDims(dims: readonly number[], random: Random): readonly number[] {
  const extent = pick(HOSTILE_EXTENTS, random);
  if (random.random() < 0.3) return random.random() < 0.5 ? dims.slice(1) : [...dims, extent, extent];
  return dims.length === 0 ? [extent] : dims.with(random.randomBelow(dims.length), extent);
}

function hostileExternal(tensor: Tensor, random: Random): Tensor['data'] {
  const known = tensor.data.kind === 'external' && random.random() < 0.6 ? tensor.data.location : pick(HOSTILE_PATHS, random);
  const sizeBytes = random.random() < 0.3 ? null : pick([0, 1, 4096, 2 ** 40, 2 ** 53 - 1], random);
  return { kind: 'external', location: known, offset: pick([0, 1, 4096, 2 ** 40, 2 ** 53 - 1], random), sizeBytes };
}

function nest(graph: Graph, random: Random): Attribute {
  let body: Graph = { ...graph, nodes: graph.nodes.slice(0, 3), initializers: [], inputs: [], valueInfo: [], rest: [] };
  for (let left = random.randomBelow(20); left > 0; left -= 1) {
    const attributes = [createAttribute('body', { kind: 'graph', value: body })];
    body = { ...body, nodes: [createNode('If', [anyName(graph, random)], [`nested.${left}`], { attributes })] };
  }
  return createAttribute('then_branch', { kind: 'graph', value: body });
}

function mutatePorts(ports: Graph['inputs'], graph: Graph, random: Random): Graph['inputs'] {
  if (random.random() < 0.4) return dropOne(ports, random);
  const at = random.randomBelow(Math.max(1, ports.length));
  return ports.map((port, index) => (index === at ? { ...port, name: anyName(graph, random) } : port));
}

import {
  type Attribute,
  createAttribute,
  createCast,
  createFloatTensor,
  createInt64Tensor,
  createNode,
  createValueInfo,
  DATA_TYPE,
  type Graph,
  type Model,
  type Node,
  type Tensor,
} from '@lamina/onnx';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';

/** The names of the input and the outputs that exposeTokenLoss adds. */
export const TOKEN_LOSS_PORTS = {
  /** int64[batch, sequence]: the token that each position has to predict; any valid id where there is none */
  labels: 'lamina.labels',
  /** float32[batch, sequence]: ln p(label) at each position */
  logProbability: 'lamina.label_log_probability',
  /** int64[batch, sequence]: the most likely token at each position, the lowest id among equals */
  mostLikely: 'lamina.most_likely',
  /** float32[batch, sequence, vocabulary]: ln p of another model, for the divergence from it */
  reference: 'lamina.reference',
  /** float32[batch, sequence]: KL(reference ‖ this model), in nats */
  divergence: 'lamina.divergence',
  /** float32[batch, sequence]: Σ |p − q| over the vocabulary, 0 to 2: twice the share of tokens that speculative sampling rejects; beside the divergence only */
  distance: 'lamina.distance',
  /** float32[batch, sequence, 2]: the two largest logits, for near ties; beside the divergence only */
  largest: 'lamina.largest_logits',
  /** float32[batch, sequence, vocabulary]: ln p of every token; an output beside the divergence only */
  logProbabilities: 'lamina.log_probabilities',
} as const;

interface TokenLossOptions {
  /** If true, the most likely token is computed. */
  readonly mostLikely?: boolean;
  /** If true, the model is compared with the reference. */
  readonly divergence?: boolean;
  /** If true, one position is computed after the other, with the same numbers: a row of a large vocabulary then stays in the cache of the processor. */
  readonly byRow?: boolean;
}

/**
 * Adds ln p(label) of every position and, if asked for, the most likely token and the comparison with a reference.
 *
 *     logits ─► Cast ─► LogSoftmax ─► GatherElements(labels) ─► label_log_probability
 *                 │              ├─► Σ exp(reference) · (reference − ln p) ─► divergence
 *                 │              └─► Σ |exp(reference) − exp(ln p)| ─► distance
 *                 └─► ArgMax ─► most_likely
 *                        └─► logit there, and the largest of the others ─► largest_logits
 *
 * All are computed in float32 inside the graph, so a row of the width of the vocabulary never reaches JavaScript. The logits and cache outputs are
 * removed, with everything that only they needed.
 */
export function exposeTokenLoss(model: Model, logits: string, options: TokenLossOptions = {}): Model {
  const { labels, reference } = TOKEN_LOSS_PORTS;
  const perToken = ['batch_size', 'sequence_length'];
  const { graph } = model;
  const exposed = {
    ...graph,
    nodes: [
      ...graph.nodes,
      createCast(logits, LOGITS, DATA_TYPE.float),
      ...(options.byRow ? scanPositions(options) : measurePositions(options)),
    ],
    initializers: [...graph.initializers, ...createConstants()],
    inputs: [
      ...graph.inputs,
      createValueInfo(labels, DATA_TYPE.int64, perToken),
      ...(options.divergence ? [createValueInfo(reference, DATA_TYPE.float, [...perToken, 'vocabulary'])] : []),
    ],
    outputs: [
      ...graph.outputs.filter(({ name }) => name.startsWith('lamina.')),
      ...listPorts(options).map(({ port, elementType, width }) => createValueInfo(port, elementType, [...perToken, ...width])),
    ],
  };
  return { ...model, graph: removeDeadNodes(exposed) };
}

const LOGITS = 'lamina.logits';
/** [-1]: the last axis, or every position in one. */
const LAST = 'lamina.last';
const INFINITY = 'lamina.infinity';
const LAST_AXIS = createAttribute('axis', { kind: 'int', value: -1 });
const DROPS_AXIS = createAttribute('keepdims', { kind: 'int', value: 0 });

type NameTensor = (name: string) => string;
const asIs: NameTensor = (name) => name;

function createConstants(nameOf = asIs): readonly Tensor[] {
  return [createInt64Tensor(nameOf(LAST), [-1]), createFloatTensor(nameOf(INFINITY), [Number.POSITIVE_INFINITY])];
}

/** The outputs, with the dimensions behind those of the position. */
function listPorts({ mostLikely, divergence }: TokenLossOptions) {
  const { float, int64 } = DATA_TYPE;
  const ports = TOKEN_LOSS_PORTS;
  return [
    { port: ports.logProbability, elementType: float, width: [] },
    ...(divergence
      ? [
          { port: ports.divergence, elementType: float, width: [] },
          { port: ports.distance, elementType: float, width: [] },
          { port: ports.largest, elementType: float, width: [2] },
          { port: ports.logProbabilities, elementType: float, width: ['vocabulary'] },
        ]
      : []),
    ...(mostLikely ? [{ port: ports.mostLikely, elementType: int64, width: [] }] : []),
  ];
}

/** The nodes from the logits to the outputs, for any number of positions or for a single one without dimensions. */
function measurePositions(options: TokenLossOptions, nameOf = asIs): readonly Node[] {
  const { labels, logProbability, mostLikely, logProbabilities } = TOKEN_LOSS_PORTS;
  const node = nodeMaker(nameOf);
  return [
    node('LogSoftmax', [LOGITS], logProbabilities, LAST_AXIS),
    node('Unsqueeze', [labels, LAST], 'lamina.label_column'),
    node('GatherElements', [logProbabilities, 'lamina.label_column'], 'lamina.label_values', LAST_AXIS),
    node('Squeeze', ['lamina.label_values', LAST], logProbability),
    ...(options.mostLikely || options.divergence ? [node('ArgMax', [LOGITS], 'lamina.likeliest', LAST_AXIS)] : []),
    ...(options.mostLikely ? [node('Squeeze', ['lamina.likeliest', LAST], mostLikely)] : []),
    ...(options.divergence ? compareDistributions(node) : []),
  ];
}

type MakeNode = (opType: string, inputs: readonly string[], output: string, ...attributes: readonly Attribute[]) => Node;

function nodeMaker(nameOf: NameTensor): MakeNode {
  return (opType, inputs, output, ...attributes) => createNode(opType, inputs.map(nameOf), [nameOf(output)], { attributes });
}

/** Divergence and distance of this model's distribution from the reference, and the two largest logits. */
function compareDistributions(node: MakeNode): readonly Node[] {
  const { reference, divergence, distance, largest, logProbabilities } = TOKEN_LOSS_PORTS;
  return [
    node('Exp', [reference], 'lamina.reference_probabilities'),
    node('Sub', [reference, logProbabilities], 'lamina.log_ratio'),
    node('Mul', ['lamina.reference_probabilities', 'lamina.log_ratio'], 'lamina.divergence_terms'),
    node('ReduceSum', ['lamina.divergence_terms', LAST], divergence, DROPS_AXIS),
    node('Exp', [logProbabilities], 'lamina.probabilities'),
    node('Sub', ['lamina.reference_probabilities', 'lamina.probabilities'], 'lamina.probability_differences'),
    node('Abs', ['lamina.probability_differences'], 'lamina.distance_terms'),
    node('ReduceSum', ['lamina.distance_terms', LAST], distance, DROPS_AXIS),
    // TopK takes three times as long.
    node('GatherElements', [LOGITS, 'lamina.likeliest'], 'lamina.highest', LAST_AXIS),
    node('Sub', ['lamina.highest', INFINITY], 'lamina.lowest'),
    node('ScatterElements', [LOGITS, 'lamina.likeliest', 'lamina.lowest'], 'lamina.others', LAST_AXIS),
    node('ArgMax', ['lamina.others'], 'lamina.second_likeliest', LAST_AXIS),
    node('GatherElements', [LOGITS, 'lamina.second_likeliest'], 'lamina.second_highest', LAST_AXIS),
    node('Concat', ['lamina.highest', 'lamina.second_highest'], largest, LAST_AXIS),
  ];
}

/** The same outputs from a Scan over the positions. */
function scanPositions(options: TokenLossOptions): readonly Node[] {
  const { labels, reference } = TOKEN_LOSS_PORTS;
  const inRow: NameTensor = (name) => name.replace('lamina.', 'lamina.row.');
  const inRows: NameTensor = (name) => name.replace('lamina.', 'lamina.rows.');
  const ports = listPorts(options);
  const wide = [LOGITS, ...(options.divergence ? [reference] : [])];
  const body: Graph = {
    name: 'lamina.row',
    nodes: measurePositions(options, inRow),
    initializers: createConstants(inRow),
    valueInfo: [],
    rest: [],
    inputs: [
      ...wide.map((name) => createValueInfo(inRow(name), DATA_TYPE.float, [name])),
      createValueInfo(inRow(labels), DATA_TYPE.int64, []),
    ],
    outputs: ports.map(({ port, elementType, width }) => createValueInfo(inRow(port), elementType, width)),
  };
  const scanned = [...wide, labels];
  const attributes = [
    createAttribute('num_scan_inputs', { kind: 'int', value: scanned.length }),
    createAttribute('body', { kind: 'graph', value: body }),
  ];
  return [
    ...wide.map((name) => createNode('Flatten', [name], [inRows(name)], { attributes: [LAST_AXIS] })),
    createNode('Reshape', [labels, LAST], [inRows(labels)]),
    createNode(
      'Scan',
      scanned.map(inRows),
      ports.map(({ port }) => inRows(port)),
      { attributes },
    ),
    createNode('Shape', [labels], ['lamina.positions']),
    createNode('Concat', ['lamina.positions', LAST], ['lamina.wide_positions'], { attributes: [LAST_AXIS] }),
    ...ports.map(({ port, width }) =>
      createNode('Reshape', [inRows(port), width.length === 0 ? 'lamina.positions' : 'lamina.wide_positions'], [port]),
    ),
  ];
}

import {
  createAttribute,
  createCast,
  createInt64Tensor,
  createNode,
  createValueInfo,
  DATA_TYPE,
  type Model,
  type Node,
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

/**
 * Adds ln p(label) of every position and, if asked for, the most likely token.
 *
 *     logits ─► Cast ─► LogSoftmax ─► GatherElements(labels) ─► label_log_probability
 *                 │              ├─► Σ exp(reference) · (reference − ln p) ─► divergence
 *                 │              └─► Σ |exp(reference) − exp(ln p)| ─► distance
 *                 ├─► ArgMax ─► most_likely
 *                 └─► TopK(2) ─► largest_logits
 *
 * Both are computed in float32 inside the graph, so a row of the width of the vocabulary never reaches JavaScript. The logits and cache outputs are
 * removed, with everything that only they needed.
 */
export function exposeTokenLoss(model: Model, logits: string, options: { mostLikely?: boolean; divergence?: boolean } = {}): Model {
  const { labels, logProbability, mostLikely, reference, divergence, distance, largest, logProbabilities } = TOKEN_LOSS_PORTS;
  const nodes = [
    createCast(logits, 'lamina.logits', DATA_TYPE.float),
    createNode('LogSoftmax', ['lamina.logits'], [logProbabilities], { attributes: [LAST_AXIS] }),
    createNode('Unsqueeze', [labels, 'lamina.label_axis'], ['lamina.label_column']),
    createNode('GatherElements', [logProbabilities, 'lamina.label_column'], ['lamina.label_values'], { attributes: [LAST_AXIS] }),
    createNode('Squeeze', ['lamina.label_values', 'lamina.label_axis'], [logProbability]),
    ...(options.mostLikely ? [createNode('ArgMax', ['lamina.logits'], [mostLikely], { attributes: [LAST_AXIS, DROPS_AXIS] })] : []),
    ...(options.divergence ? compareDistributions() : []),
  ];
  const perToken = ['batch_size', 'sequence_length'];
  const outputs = [
    createValueInfo(logProbability, DATA_TYPE.float, perToken),
    ...(options.divergence
      ? [
          createValueInfo(divergence, DATA_TYPE.float, perToken),
          createValueInfo(distance, DATA_TYPE.float, perToken),
          createValueInfo(largest, DATA_TYPE.float, [...perToken, 2]),
          createValueInfo(logProbabilities, DATA_TYPE.float, [...perToken, 'vocabulary']),
        ]
      : []),
    ...(options.mostLikely ? [createValueInfo(mostLikely, DATA_TYPE.int64, perToken)] : []),
  ];
  const { graph } = model;
  const exposed = {
    ...graph,
    nodes: [...graph.nodes, ...nodes],
    initializers: [
      ...graph.initializers,
      createInt64Tensor('lamina.label_axis', [-1]),
      ...(options.divergence ? [createInt64Tensor('lamina.two', [2])] : []),
    ],
    inputs: [
      ...graph.inputs,
      createValueInfo(labels, DATA_TYPE.int64, perToken),
      ...(options.divergence ? [createValueInfo(reference, DATA_TYPE.float, ['reference_rows', 'reference_length', 'vocabulary'])] : []),
    ],
    outputs: [...graph.outputs.filter(({ name }) => name.startsWith('lamina.')), ...outputs],
  };
  return { ...model, graph: removeDeadNodes(exposed) };
}

const LAST_AXIS = createAttribute('axis', { kind: 'int', value: -1 });
const DROPS_AXIS = createAttribute('keepdims', { kind: 'int', value: 0 });

/** Divergence and distance of this model's distribution from the reference, and the two largest logits. */
function compareDistributions(): readonly Node[] {
  const { reference, divergence, distance, largest, logProbabilities } = TOKEN_LOSS_PORTS;
  const sum = (terms: string, result: string) =>
    createNode('ReduceSum', [terms, 'lamina.label_axis'], [result], { attributes: [DROPS_AXIS] });
  return [
    createNode('Exp', [reference], ['lamina.reference_probabilities']),
    createNode('Sub', [reference, logProbabilities], ['lamina.log_ratio']),
    createNode('Mul', ['lamina.reference_probabilities', 'lamina.log_ratio'], ['lamina.divergence_terms']),
    sum('lamina.divergence_terms', divergence),
    createNode('Exp', [logProbabilities], ['lamina.probabilities']),
    createNode('Sub', ['lamina.reference_probabilities', 'lamina.probabilities'], ['lamina.probability_differences']),
    createNode('Abs', ['lamina.probability_differences'], ['lamina.distance_terms']),
    sum('lamina.distance_terms', distance),
    createNode('TopK', ['lamina.logits', 'lamina.two'], [largest, 'lamina.largest_tokens'], { attributes: [LAST_AXIS] }),
  ];
}

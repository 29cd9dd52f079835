import { createAttribute, createCast, createInt64Tensor, createNode, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';

/** The names of the input and the outputs that exposeTokenLoss adds. */
export const TOKEN_LOSS_PORTS = {
  /** int64[batch, sequence]: the token that each position has to predict; any valid id where there is none */
  labels: 'lamina.labels',
  /** float32[batch, sequence]: ln p(label) at each position */
  logProbability: 'lamina.label_log_probability',
  /** int64[batch, sequence]: the most likely token at each position, the lowest id among equals */
  mostLikely: 'lamina.most_likely',
} as const;

/**
 * Adds ln p(label) of every position and, if asked for, the most likely token.
 *
 *     logits ─► Cast ─► LogSoftmax ─► GatherElements(labels) ─► label_log_probability
 *                 └─► ArgMax ─► most_likely
 *
 * Both are computed in float32 inside the graph, so a row of the width of the vocabulary never reaches JavaScript. The logits and cache outputs are
 * removed, with everything that only they needed.
 */
export function exposeTokenLoss(model: Model, logits: string, options: { mostLikely?: boolean } = {}): Model {
  const axis = createAttribute('axis', { kind: 'int', value: -1 });
  const { labels, logProbability, mostLikely } = TOKEN_LOSS_PORTS;
  const nodes = [
    createCast(logits, 'lamina.logits', DATA_TYPE.float),
    createNode('LogSoftmax', ['lamina.logits'], ['lamina.log_probabilities'], { attributes: [axis] }),
    createNode('Unsqueeze', [labels, 'lamina.label_axis'], ['lamina.label_column']),
    createNode('GatherElements', ['lamina.log_probabilities', 'lamina.label_column'], ['lamina.label_values'], { attributes: [axis] }),
    createNode('Squeeze', ['lamina.label_values', 'lamina.label_axis'], [logProbability]),
    ...(options.mostLikely
      ? [
          createNode('ArgMax', ['lamina.logits'], [mostLikely], {
            attributes: [axis, createAttribute('keepdims', { kind: 'int', value: 0 })],
          }),
        ]
      : []),
  ];
  const outputs = model.graph.outputs.filter(({ name }) => name.startsWith('lamina.'));
  const graph = {
    ...model.graph,
    nodes: [...model.graph.nodes, ...nodes],
    initializers: [...model.graph.initializers, createInt64Tensor('lamina.label_axis', [-1])],
    inputs: [...model.graph.inputs, createValueInfo(labels, DATA_TYPE.int64, ['batch_size', 'sequence_length'])],
    outputs: [
      ...outputs,
      createValueInfo(logProbability, DATA_TYPE.float, ['batch_size', 'sequence_length']),
      ...(options.mostLikely ? [createValueInfo(mostLikely, DATA_TYPE.int64, ['batch_size', 'sequence_length'])] : []),
    ],
  };
  return { ...model, graph: removeDeadNodes(graph) };
}

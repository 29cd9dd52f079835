import { DATA_TYPE } from '@lamina/onnx';
import type { Attention, PositionBias } from '../architectures/decoder.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';

/** q·kᵀ · scale. @param query float[B, K, rows, h] @param key float[B, K, T, h] @returns float[B, K, rows, T] */
export function addProduct(graph: GraphWriter, query: string, key: string, scale: number): string {
  return graph.add('FusedMatMul', [query, key], { domain: MICROSOFT, attributes: { transB: 1, alpha: { float: scale } } });
}

export interface Scores {
  /** float[…, T]: the last extent is that of the keys */
  readonly scores: string;
  /** Broadcastable to the scores. */
  readonly mask: string;
  /** float[T]: position of each key; needed only for position biases. */
  readonly keyPositions: () => string;
  readonly attention: Attention;
  /** The shape of one value per head that broadcasts to the scores; needed only for position biases and sinks. */
  readonly perHead: readonly number[];
}

/** The attention weights: soft cap, position bias, mask, softmax. @returns the shape of the scores */
export function addShares(graph: GraphWriter, { scores, mask, keyPositions, attention, perHead }: Scores): string {
  const { heads, softcap, positionBias, sinks } = attention;
  const capped = softcap === null ? scores : addSoftcap(graph, scores, softcap);
  const placed = positionBias === null ? capped : graph.add('Add', [capped, addPositionBias(graph, positionBias, perHead, keyPositions())]);
  const masked = graph.add('Add', [placed, mask]);
  if (sinks === null) return addSoftmax(graph, masked);
  return addSinkSoftmax(graph, masked, graph.add('Reshape', [graph.weight({ name: sinks, dims: [heads] }), graph.ints(perHead)]));
}

/** c·tanh(x / c) */
export function addSoftcap(graph: GraphWriter, input: string, cap: number): string {
  const bounded = graph.add('Tanh', [graph.add('Div', [input, graph.float(cap)])]);
  return graph.add('Mul', [bounded, graph.float(cap)]);
}

/** One row of T per head. ALiBi adds slope · distance. The distance differs from the key's position by a constant per row, which softmax ignores. */
function addPositionBias(
  graph: GraphWriter,
  { slopes, scale, isRounded }: PositionBias,
  perHead: readonly number[],
  keyPositions: string,
): string {
  const round = (value: string): string => (isRounded ? addBfloat16Rounding(graph, value) : value);
  const bias = round(graph.add('Mul', [round(graph.floats(slopes, perHead)), keyPositions]));
  return scale === 1 ? bias : graph.add('Mul', [bias, graph.float(scale)]);
}

function addBfloat16Rounding(graph: GraphWriter, value: string): string {
  const rounded = graph.add('Cast', [value], { attributes: { to: DATA_TYPE.bfloat16 } });
  return graph.add('Cast', [rounded], { attributes: { to: DATA_TYPE.float } });
}

/** Over the last axis. */
export function addSoftmax(graph: GraphWriter, scores: string): string {
  return graph.add('Softmax', [scores], { attributes: { axis: -1 } });
}

/** Softmax with one additional score per head, whose weight is dropped. */
function addSinkSoftmax(graph: GraphWriter, scores: string, sink: string): string {
  const leading = graph.add('Slice', [graph.add('Shape', [scores]), graph.ints([0]), graph.ints([4])]);
  const column = graph.add('Expand', [sink, graph.add('Concat', [leading, graph.ints([1])], { attributes: { axis: 0 } })]);
  const shares = addSoftmax(graph, graph.add('Concat', [scores, column], { attributes: { axis: -1 } }));
  return graph.add('Slice', [shares, graph.ints([0]), graph.ints([-1]), graph.ints([-1])]);
}

import { createCast, createFloatTensor, createNode, DATA_TYPE, type Node, type Tensor } from '@lamina/onnx';

/** The effect of a repair on the state h of each token in the residual stream. Values are float32, row by row. */
export type StreamOperator =
  /** h · factor */
  | { readonly form: 'scale'; readonly factor: number }
  /** float32[d]: h ⊙ factors */
  | { readonly form: 'channels'; readonly factors: Float32Array }
  /** float32[d]: h + shift */
  | { readonly form: 'shift'; readonly shift: Float32Array }
  /** float32[d × d]: h · matrix */
  | { readonly form: 'matrix'; readonly matrix: Float32Array }
  /** float32[d × rank] and float32[rank × d]: h + (h · left) · right */
  | { readonly form: 'low-rank'; readonly rank: number; readonly left: Float32Array; readonly right: Float32Array };

/**
 * Nodes and weights that compute `to` from `from`, in float32, whatever type the stream has.
 *
 *     from ─► [Cast] ─► Mul | MatMul | h + MatMul(MatMul(h)) ─► [Cast] ─► to
 */
export function createOperator(
  operator: StreamOperator,
  { from, to, elementType }: { readonly from: string; readonly to: string; readonly elementType: number },
): { readonly nodes: readonly Node[]; readonly weights: readonly Tensor[] } {
  const isFloat = elementType === DATA_TYPE.float;
  const input = isFloat ? from : `${to}/float`;
  const output = isFloat ? to : `${to}/result`;
  const { nodes, weights } = createFloatOperator(operator, input, output, to);
  if (isFloat) return { nodes, weights };
  return { nodes: [createCast(from, input, DATA_TYPE.float), ...nodes, createCast(output, to, elementType)], weights };
}

function createFloatOperator(
  operator: StreamOperator,
  input: string,
  output: string,
  prefix: string,
): { readonly nodes: readonly Node[]; readonly weights: readonly Tensor[] } {
  const weight = `${prefix}/weight`;
  if (operator.form === 'scale')
    return { nodes: [createNode('Mul', [input, weight], [output])], weights: [createWeight(weight, Float32Array.of(operator.factor), [])] };
  if (operator.form === 'channels') {
    const { factors } = operator;
    return { nodes: [createNode('Mul', [input, weight], [output])], weights: [createWeight(weight, factors, [factors.length])] };
  }
  if (operator.form === 'shift') {
    const { shift } = operator;
    return { nodes: [createNode('Add', [input, weight], [output])], weights: [createWeight(weight, shift, [shift.length])] };
  }
  if (operator.form === 'matrix') {
    const width = Math.sqrt(operator.matrix.length);
    return { nodes: [createNode('MatMul', [input, weight], [output])], weights: [createWeight(weight, operator.matrix, [width, width])] };
  }
  const { rank, left, right } = operator;
  const width = left.length / rank;
  const [first, second, low, change] = [`${prefix}/left`, `${prefix}/right`, `${prefix}/low`, `${prefix}/change`];
  return {
    nodes: [
      createNode('MatMul', [input, first], [low]),
      createNode('MatMul', [low, second], [change]),
      createNode('Add', [input, change], [output]),
    ],
    weights: [createWeight(first, left, [width, rank]), createWeight(second, right, [rank, width])],
  };
}

function createWeight(name: string, values: Float32Array, dims: readonly number[]): Tensor {
  return {
    ...createFloatTensor(name, [], dims),
    data: { kind: 'bytes', bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) },
  };
}

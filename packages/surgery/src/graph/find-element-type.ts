import { AppError } from '@lamina/errors';
import { DATA_TYPE, type Node } from '@lamina/onnx';
import { findAttribute, findInteger } from './find-attribute.ts';
import type { GraphView } from './graph-view.ts';
import { inputOf } from './input-of.ts';

const FIXED_TYPE: Readonly<Record<string, number>> = {
  Shape: DATA_TYPE.int64,
  Size: DATA_TYPE.int64,
  ArgMax: DATA_TYPE.int64,
  ArgMin: DATA_TYPE.int64,
  NonZero: DATA_TYPE.int64,
  MatMulInteger: DATA_TYPE.int32,
  ConvInteger: DATA_TYPE.int32,
  DynamicQuantizeMatMul: DATA_TYPE.float,
  MatMulIntegerToFloat: DATA_TYPE.float,
  Equal: DATA_TYPE.bool,
  Less: DATA_TYPE.bool,
  LessOrEqual: DATA_TYPE.bool,
  Greater: DATA_TYPE.bool,
  GreaterOrEqual: DATA_TYPE.bool,
  And: DATA_TYPE.bool,
  Or: DATA_TYPE.bool,
  Not: DATA_TYPE.bool,
  Xor: DATA_TYPE.bool,
  IsNaN: DATA_TYPE.bool,
  IsInf: DATA_TYPE.bool,
};
/** The input of each operator that gives the output its type, where that is not the first one. */
const TYPED_BY_INPUT: Readonly<Record<string, number>> = {
  Where: 1,
  CastLike: 1,
  DequantizeLinear: 1,
  GatherBlockQuantized: 2,
  EmbedLayerNormalization: 2,
  OneHot: 2,
};

/**
 * Element type (TensorProto.DataType) of a tensor. It is the type that the graph states; where the graph states none, the type follows from the
 * operators that make the tensor, back to a weight, an input or a Cast.
 *
 *     W: float16 ─► MatMul ─► Add ─► y        the type of y is float16
 *
 * @returns null where an If, a Loop or a Scan makes the tensor, or where nothing upstream has a known type.
 */
export function findElementType(view: GraphView, tensor: string): number | null {
  const { graph } = view;
  const stated = new Map<string, number>();
  for (const { name, elementType } of [...graph.inputs, ...graph.valueInfo, ...graph.outputs])
    if (elementType) stated.set(name, elementType);
  // The graph is sorted: every step leads to an earlier node, so the loop ends.
  for (let name = tensor; ; ) {
    const type = view.weight(name)?.dataType ?? stated.get(name);
    if (type !== undefined) return type;
    const node = view.maker(name);
    if (!node) return null;
    const made = typeMadeBy(node);
    if (made !== undefined) return made;
    // Most operators give the type of their first input.
    name = inputOf(node, TYPED_BY_INPUT[node.opType] ?? 0);
  }
}

/** The type of an operator's output where the operator alone decides it. Undefined: an input decides. Null: it cannot be known. */
function typeMadeBy(node: Node): number | null | undefined {
  const fixed = FIXED_TYPE[node.opType];
  if (fixed !== undefined) return fixed;
  const target = findInteger(node, 'to') ?? findInteger(node, 'output_dtype');
  if (target !== undefined && target > 0) return target;
  if (node.opType === 'Constant' || node.opType === 'ConstantOfShape') {
    const value = findAttribute(node, 'value');
    if (value?.kind === 'tensor') return value.value.dataType;
    if (findAttribute(node, 'value_int') ?? findAttribute(node, 'value_ints')) return DATA_TYPE.int64;
    return DATA_TYPE.float;
  }
  return ['If', 'Loop', 'Scan'].includes(node.opType) ? null : undefined;
}

/**
 * Element type (TensorProto.DataType) of a tensor at which the graph is divided.
 *
 * @throws AppError MODEL_UNSUPPORTED where findElementType finds none.
 */
export function getElementType(view: GraphView, tensor: string): number {
  const type = findElementType(view, tensor);
  if (type !== null) return type;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the element type of ${tensor} is not known from the graph, so the model cannot be divided there; export it with shape inference (onnx.shape_inference)`,
  );
}

import { DATA_TYPE, type Tensor } from '@lamina/onnx';
import { getInteger } from './find-attribute.ts';
import type { GraphView } from './graph-view.ts';
import { inputOf } from './input-of.ts';

/** A stored matrix that a product reads, as it is or transposed. */
export interface WeightMatrix {
  /** float, float16 or bfloat16 */
  readonly source: Tensor;
  /** False where it is stored as [inputs × outputs], true for [outputs × inputs]. */
  readonly isTransposed: boolean;
  /** Element type of the matrix where the product reads it. */
  readonly elementType: number;
}

const FLOATS: ReadonlySet<number> = new Set([DATA_TYPE.float, DATA_TYPE.float16, DATA_TYPE.bfloat16]);

/**
 * The weight that a tensor is, through casts and transpositions.
 *
 *     W ─► Cast ─► Transpose ─► tensor        { source: W, isTransposed: true }
 *
 * @returns null where the tensor is computed, or the weight is no matrix of floats.
 */
export function findWeightMatrix(view: GraphView, name: string): WeightMatrix | null {
  const source = view.weight(name);
  // Data in typed fields (float_data and its kin), which few exporters write, are not decoded.
  if (source)
    return source.data.kind !== 'typed' && source.dims.length === 2 && FLOATS.has(source.dataType)
      ? { source, isTransposed: false, elementType: source.dataType }
      : null;
  const node = view.maker(name);
  if (!node || !['Cast', 'Identity', 'Transpose'].includes(node.opType)) return null;
  const behind = findWeightMatrix(view, inputOf(node, 0));
  if (!behind) return null;
  if (node.opType === 'Transpose') return { ...behind, isTransposed: !behind.isTransposed };
  return node.opType === 'Cast' ? { ...behind, elementType: getInteger(node, 'to') } : behind;
}

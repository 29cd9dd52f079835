import { AppError } from '@lamina/errors';
import { findElementType } from './find-element-type.ts';
import type { GraphView } from './graph-view.ts';

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

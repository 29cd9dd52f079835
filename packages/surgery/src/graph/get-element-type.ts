import { AppError } from '@lamina/errors';
import { findElementType } from './find-element-type.ts';
import type { GraphView } from './graph-view.ts';

/** Element type of a tensor where the graph is to be divided. @throws AppError MODEL_UNSUPPORTED where findElementType cannot tell it. */
export function getElementType(view: GraphView, tensor: string): number {
  const type = findElementType(view, tensor);
  if (type !== null) return type;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the element type of ${tensor} cannot be told from the graph, so the model cannot be divided there; export it with shape inference (onnx.shape_inference)`,
  );
}

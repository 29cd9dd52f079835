import type { Graph } from '@lamina/onnx';
import { countWeights } from '@lamina/surgery';

/** The number of weights of a graph. */
export function countParameters(graph: Graph): number {
  return [...countWeights(graph).values()].reduce((sum, count) => sum + count, 0);
}

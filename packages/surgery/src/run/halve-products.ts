import { createCast, DATA_TYPE, type Model, type Node } from '@lamina/onnx';
import { findWeightMatrix } from '../graph/find-weight-matrix.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf, outputOf } from '../graph/input-of.ts';

const PRODUCTS: ReadonlySet<string> = new Set(['MatMul', 'FusedMatMul']);

/**
 * Multiplies by weights in float16. Everything else stays in float32: the residual stream, norms, rotary tables, attention scores and their softmax, and
 * all sums that are measured.
 *
 *     MatMul(x, W)     becomes     Cast(MatMul(Cast(x: float16), Cast(W: float16)): float32)
 *
 * ONNX Runtime converts the weights once, when it loads the graph. A product beyond 65,504 becomes infinite. For running, not for writing.
 */
export function halveProducts(model: Model): Model {
  const { graph } = model;
  const view = new GraphView(graph);
  const halved = new Set<string>();
  /** Each tensor is cast once. */
  const halve = (name: string): Node[] => {
    if (halved.has(name)) return [];
    halved.add(name);
    return [createCast(name, halfOf(name), DATA_TYPE.float16)];
  };
  const nodes = graph.nodes.flatMap((node) => {
    const [input, weight, output] = [inputOf(node, 0), inputOf(node, 1), outputOf(node, 0)];
    if (!PRODUCTS.has(node.opType) || findWeightMatrix(view, weight)?.elementType !== DATA_TYPE.float) return [node];
    return [
      ...halve(input),
      ...halve(weight),
      { ...node, name: halfOf(node.name), inputs: [halfOf(input), halfOf(weight)], outputs: [halfOf(output)] },
      createCast(halfOf(output), output, DATA_TYPE.float),
    ];
  });
  return { ...model, graph: { ...graph, nodes } };
}

function halfOf(name: string): string {
  return `${name}#half`;
}

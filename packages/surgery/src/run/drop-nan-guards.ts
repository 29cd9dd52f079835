import type { Model } from '@lamina/onnx';
import { GraphView } from '../graph/graph-view.ts';

/**
 * The model without `Where(IsNaN(x), …, x)`, which reads x instead. Exporters guard every attention so, for rows that may attend to nothing, at
 * the cost of two passes over its weights. Right only where every token may attend to itself at least: batches without padding.
 */
export function dropNanGuards(model: Model): Model {
  const { graph } = model;
  const view = new GraphView(graph);
  const nodes = graph.nodes.map((node) => {
    const [condition = '', , guarded = ''] = node.inputs;
    const test = node.opType === 'Where' && node.domain === '' ? view.maker(condition) : undefined;
    // What becomes NaN where everything is masked is a Softmax.
    const isGuard = test?.opType === 'IsNaN' && test.inputs[0] === guarded && view.maker(guarded)?.opType === 'Softmax';
    return isGuard ? { ...node, opType: 'Identity', inputs: [guarded], attributes: [] } : node;
  });
  return { ...model, graph: { ...graph, nodes } };
}

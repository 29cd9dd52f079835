import type { Model } from '@lamina/onnx';
import { GraphView } from '../graph/graph-view.ts';

/**
 * Removes the guards that exporters put behind attention for rows that may attend to nothing. A guard costs two passes over the attention weights.
 *
 *     Where(IsNaN(p), 0, p), p = Softmax(…)     becomes     p
 *
 * The result is right only where every token may attend at least to itself: in batches without padding.
 */
export function dropNanGuards(model: Model): Model {
  const { graph } = model;
  const view = new GraphView(graph);
  const nodes = graph.nodes.map((node) => {
    const [condition = '', , guarded = ''] = node.inputs;
    const test = node.opType === 'Where' && node.domain === '' ? view.maker(condition) : undefined;
    // A softmax gives NaN where everything is masked.
    const isGuard = test?.opType === 'IsNaN' && test.inputs[0] === guarded && view.maker(guarded)?.opType === 'Softmax';
    return isGuard ? { ...node, opType: 'Identity', inputs: [guarded], attributes: [] } : node;
  });
  return { ...model, graph: { ...graph, nodes } };
}

import type { Model } from '@lamina/onnx';
import { indexGraph } from '../graph/graph-index.ts';

/**
 * The model without `Where(IsNaN(x), …, x)`, which reads x instead. Exporters guard every attention so, for rows that may attend to nothing, at
 * the cost of two passes over its weights. Right only where every token may attend to itself at least: batches without padding.
 */
export function dropNanGuards(model: Model): Model {
  const { graph } = model;
  const { producer } = indexGraph(graph);
  const nodes = graph.nodes.map((node) => {
    const [condition = '', , guarded = ''] = node.inputs;
    const test = node.opType === 'Where' && node.domain === '' ? graph.nodes[producer.get(condition) ?? -1] : undefined;
    const isGuard = test?.opType === 'IsNaN' && test.inputs[0] === guarded && isAttention(guarded);
    return isGuard ? { ...node, opType: 'Identity', inputs: [guarded], attributes: [] } : node;
  });
  return { ...model, graph: { ...graph, nodes } };

  /** The guard's operand is a Softmax: what becomes NaN where everything is masked. */
  function isAttention(name: string): boolean {
    return graph.nodes[producer.get(name) ?? -1]?.opType === 'Softmax';
  }
}

import type { Graph } from '@lamina/onnx';
import { renameReads } from '../graph/rename-tensors.ts';
import { sortNodes } from '../graph/sort-nodes.ts';

/**
 * The graph with every reader of a quantised tensor reading its dequantised form: for looking at, not for running. Where a block begins
 * with a product, quantised exports let it read the stored embedding as it is while the residual sum reads it dequantised; the stream is one
 * tensor there all the same.
 */
export function readDequantised(graph: Graph): Graph {
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const dequantised = new Map<string, string>();
  for (const { opType, inputs, outputs } of graph.nodes) {
    const [quantised = '', ...others] = inputs;
    // Scales that are computed belong to DynamicQuantizeLinear, whose outputs only products read.
    if (opType !== 'DequantizeLinear' || !made.has(quantised) || others.some((name) => made.has(name))) continue;
    if (!dequantised.has(quantised)) dequantised.set(quantised, outputs[0] ?? '');
  }
  if (dequantised.size === 0) return graph;
  const nodes = graph.nodes.map((node) => (node.opType === 'DequantizeLinear' ? node : (renameReads([node], dequantised)[0] ?? node)));
  return sortNodes({ ...graph, nodes });
}

import type { Graph } from '@lamina/onnx';
import { outputOf } from '../graph/input-of.ts';
import { renameReads } from '../graph/rename-tensors.ts';
import { sortNodes } from '../graph/sort-nodes.ts';

/**
 * The graph in which every reader of a quantised tensor reads its dequantised form instead. It serves to find blocks, not to run.
 *
 *     q ─► DequantizeLinear ─► d ─► Add          q ─► DequantizeLinear ─► d ─► Add
 *     └──► MatMulInteger              becomes                             └──► MatMulInteger
 *
 * Where a block begins with a product, quantised exports let the product read the quantised embedding, and the residual sum the dequantised one.
 * Both are the same residual stream.
 */
export function readDequantised(graph: Graph): Graph {
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const dequantised = new Map<string, string>();
  for (const { opType, inputs, outputs } of graph.nodes) {
    const [quantised = '', ...others] = inputs;
    // DynamicQuantizeLinear computes its scales, and only products read its outputs.
    if (opType !== 'DequantizeLinear' || !made.has(quantised) || others.some((name) => made.has(name))) continue;
    if (!dequantised.has(quantised)) dequantised.set(quantised, outputOf({ outputs }, 0));
  }
  if (dequantised.size === 0) return graph;
  const nodes = graph.nodes.map((node) => (node.opType === 'DequantizeLinear' ? node : (renameReads([node], dequantised)[0] ?? node)));
  return sortNodes({ ...graph, nodes });
}

import type { Graph } from '@lamina/onnx';
import { parseCachePort } from '../graph/cache-ports.ts';
import type { GraphIndex } from '../graph/graph-index.ts';

const MIXING = /Attention$|^(Softmax|Scan|Loop|CumSum|LSTM|GRU|RNN|Conv|FusedConv|CausalConvWithState)$/;

/** Whether tokens meet one another in what computes a tensor from a block's entry: attention, a convolution, a recurrence or a cache. */
export function mixesTokens(
  tensor: string,
  { graph, index, entry }: { readonly graph: Graph; readonly index: GraphIndex; readonly entry: string },
): boolean {
  const seen = new Set([entry]);
  const wanted = [tensor];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (parseCachePort(name)) return true;
    const position = index.producer.get(name) ?? -1;
    const node = graph.nodes[position];
    if (!node) continue;
    if (MIXING.test(node.opType)) return true;
    wanted.push(...(index.reads[position] ?? []));
  }
  return false;
}

import { parseCachePort } from '../graph/cache-ports.ts';
import type { GraphView } from '../graph/graph-view.ts';

const MIXING = /Attention$|^(Softmax|Scan|Loop|CumSum|LSTM|GRU|RNN|Conv|FusedConv|CausalConvWithState)$/;

/**
 * True where tokens read one another on the way from a block's entry to a tensor: by attention, a convolution, a recurrence or a cache.
 *
 *     entry ─► MatMul ─► Softmax ─► MatMul ─► tensor     true
 *     entry ─► MatMul ─► Gelu ─► MatMul ─► tensor        false
 */
export function mixesTokens(view: GraphView, tensor: string, entry: string): boolean {
  const { nodes, tensors } = view.upstream([tensor], (_, name) => name !== entry);
  return [...nodes].some(({ opType }) => MIXING.test(opType)) || [...tensors].some((name) => name !== entry && parseCachePort(name));
}

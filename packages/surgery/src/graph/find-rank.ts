import { findAttribute } from './find-attribute.ts';
import type { GraphView } from './graph-view.ts';
import { inputOf } from './input-of.ts';

/** Operators whose output has the rank of their first input, whatever the others are. */
const KEEPS_RANK: ReadonlySet<string> = new Set(['Cast', 'Concat', 'Identity', 'RotaryEmbedding', 'Slice', 'Softmax', 'Sub']);

/** The rank of a tensor, from its stated shape or from the operators that make it; null where these do not tell it. */
export function findRank(view: GraphView, tensor: string): number | null {
  const { graph } = view;
  const stated = [...graph.inputs, ...graph.valueInfo, ...graph.outputs].find(({ name, dims }) => name === tensor && dims !== null);
  const dims = view.weight(tensor)?.dims ?? stated?.dims;
  if (dims) return dims.length;
  const node = view.maker(tensor);
  if (node === undefined) return null;
  if (node.opType === 'Transpose') {
    const order = findAttribute(node, 'perm');
    return order?.kind === 'ints' ? order.value.length : findRank(view, inputOf(node, 0));
  }
  return KEEPS_RANK.has(node.opType) ? findRank(view, inputOf(node, 0)) : null;
}

import type { Linear, LowRank } from '../architectures/decoder.ts';
import { type GraphWriter, MICROSOFT } from './graph-writer.ts';

/** addLinear, or both of its factors. */
export function addProjection(graph: GraphWriter, input: string, linear: Linear | LowRank): string {
  return 'reduce' in linear ? addLinear(graph, addLinear(graph, input, linear.reduce), linear.expand) : addLinear(graph, input, linear);
}

/**
 * x·Wᵀ + b. FusedMatMul reads [out, in] weights in place: without a transposed copy, and as fast as the product with a transposed weight.
 * @param input float[…, inputs]
 * @returns float[…, outputs]
 */
export function addLinear(graph: GraphWriter, input: string, linear: Linear): string {
  const { weight, bias, layout, inputs, outputs, part } = linear;
  const dims = layout === 'out-in' ? [outputs, inputs] : [inputs, outputs];
  const matrix = graph.weight({ name: weight, dims, part });
  const product =
    layout === 'out-in'
      ? graph.add('FusedMatMul', [input, matrix], { domain: MICROSOFT, attributes: { transB: 1 } })
      : graph.add('MatMul', [input, matrix]);
  if (bias === null) return product;
  return graph.add('Add', [product, graph.weight({ name: bias, dims: [outputs], part })]);
}

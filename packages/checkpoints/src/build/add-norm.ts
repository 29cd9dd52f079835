import type { Norm } from '../architectures/decoder.ts';
import type { GraphWriter } from './graph-writer.ts';

/** Norm over the last dimension, of `width` values: SimplifiedLayerNormalization or LayerNormalization. Returns float[…, width]. */
export function addNorm(graph: GraphWriter, input: string, norm: Norm, width: number): string {
  const scale = addNormWeight(graph, norm, width);
  const attributes = { axis: -1, epsilon: { float: norm.eps } };
  const bias = norm.bias === null ? [] : [graph.weight({ name: norm.bias, dims: [width] })];
  if (norm.kind === 'layer') return graph.add('LayerNormalization', [input, scale, ...bias], { attributes });
  const normed = graph.add('SimplifiedLayerNormalization', [input, scale], { attributes: { ...attributes, stash_type: 1 } });
  return bias.length === 0 ? normed : graph.add('Add', [normed, ...bias]);
}

function addNormWeight(graph: GraphWriter, { weight, addsOne }: Norm, width: number): string {
  if (weight === null) return graph.floats(new Array<number>(width).fill(1));
  const scale = graph.weight({ name: weight, dims: [width] });
  return addsOne ? graph.add('Add', [scale, graph.float(1)]) : scale;
}

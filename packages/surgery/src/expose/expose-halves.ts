import { createInt64Tensor, type Model } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import type { Half } from '../find/sublayers.ts';
import { SEGMENT_ENTRY } from '../split/segment.ts';
import { createHalfProducts } from './create-half-products.ts';

/**
 * Adds the dot products of a block's halves (createHalfProducts, float32[N, 6]) as an output to that block's part of a split model. Where blocks
 * have no halves, the part stays as it is.
 */
export function exposeHalves(segment: Model, { sublayers, boundaries }: BlockStructure, block: number): Model {
  const halves = sublayers.arrangement === null ? undefined : sublayers.halves[block];
  if (!halves) return segment;
  const nameOf = (tensor: string): string => (tensor === boundaries[block] ? SEGMENT_ENTRY : tensor);
  const rename = ({ start, end, additions }: Half): Half => ({ start: nameOf(start), end: end.map(nameOf), additions });
  const { nodes, output } = createHalfProducts([{ attention: rename(halves.attention), mlp: rename(halves.mlp) }]);
  const { graph } = segment;
  return {
    ...segment,
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...nodes],
      initializers: [...graph.initializers, createInt64Tensor('lamina.last_axis', [-1])],
      outputs: [...graph.outputs, output],
    },
  };
}

import { createInt64Tensor, type Model } from '@lamina/onnx';
import type { BlockStructure } from '../find/block-structure.ts';
import { listHalves } from '../find/sublayers.ts';
import { SEGMENT_ENTRY } from '../split/segment.ts';
import { createHalfProducts } from './create-half-products.ts';

/**
 * Adds the dot products of a block's halves (listHalves, createHalfProducts) as an output to that block's part of a split model. If the block has no
 * halves, the part stays as it is.
 */
export function exposeHalves(segment: Model, { sublayers, boundaries }: BlockStructure, block: number): Model {
  const halves = listHalves(sublayers).filter((half) => half.block === block);
  if (halves.length === 0) return segment;
  const nameOf = (tensor: string): string => (tensor === boundaries[block] ? SEGMENT_ENTRY : tensor);
  const { nodes, output } = createHalfProducts(halves.map((half) => ({ ...half, start: nameOf(half.start), end: half.end.map(nameOf) })));
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

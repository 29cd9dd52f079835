import type { KeptTokens } from '@lamina/plans';
import { getCheckpoint, type OpenedModel } from '../../model/open/open-model.ts';

/**
 * The parameters in the rows of tokens that go, of a model with some of its blocks.
 * @param tokens null: all stay
 */
export function countDroppedRows(parent: OpenedModel, blocks: number, tokens: KeptTokens | null): number {
  if (tokens === null) return 0;
  const { embedding, head } = getCheckpoint(parent).decoder;
  const names = new Set([embedding.weight, head.weight, head.bias]);
  const ofGraph = parent.structure.model.graph.initializers
    .filter(({ name }) => names.has(name))
    .map(({ dims }) => dims.reduce((product, extent) => product * extent, 1) / tokens.rowsBefore);
  const perLayer = embedding.perLayer === undefined ? [] : [embedding.perLayer.size * blocks];
  return (tokens.rowsBefore - tokens.keptIds.length) * [...ofGraph, ...perLayer].reduce((sum, width) => sum + width, 0);
}

import type { LineSeries } from '../chart/line-chart.tsx';
import type { LayerScoreFacts } from './load-model.ts';

/** The influence of one kind of unit over the blocks of a model, with a gap where a block has no such unit. `rows` are in the order of the blocks. */
export function toUnitSeries(
  name: string,
  rows: readonly Pick<LayerScoreFacts, 'layerIndex' | 'mean' | 'confidenceInterval'>[],
): LineSeries {
  const points = rows.flatMap(({ layerIndex, mean, confidenceInterval }, place) => {
    if (mean === null) return [];
    const [low, high] = [confidenceInterval?.low ?? null, confidenceInterval?.high ?? null];
    return [{ x: layerIndex, y: mean, low, high, isApart: rows[place - 1]?.mean === null }];
  });
  return { name, points };
}

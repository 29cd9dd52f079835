import { describe, expect, it } from '@jest/globals';
import { toUnitSeries } from './to-unit-series.ts';

describe('toUnitSeries', () => {
  it('leaves out the blocks of a hybrid model that lack the unit, and begins the line anew after each gap', () => {
    const rows = [0.3, 0.2, null, 0.1, null, null, 0.4].map((mean, layerIndex) => ({ layerIndex, mean, confidenceInterval: null }));
    const { name, points } = toUnitSeries('Attention alone', rows);
    expect(name).toBe('Attention alone');
    expect(points.map(({ x, y, isApart }) => [x, y, isApart])).toEqual([
      [0, 0.3, false],
      [1, 0.2, false],
      [3, 0.1, true],
      [6, 0.4, true],
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { type LayerSummary, summariseLayers } from './summarise-layers.ts';
import { summariseSeries } from './summarise-series.ts';

const UNITS = [
  { sum: [0.5, 0.55, 0.3], count: [10, 10, 10] },
  { sum: [1.0, 0.9, 0.45], count: [12, 12, 12] },
  { sum: [0.2, 0.3, 0], count: [8, 8, 0], undefinedCount: [0, 0, 8] },
  { sum: [0.7, 0.6, 0.6], count: [11, 11, 11] },
];

describe('summariseLayers', () => {
  it('gives each block its sums, its rank from 0, and the spread of single units', () => {
    const layers = summariseLayers(summariseSeries(UNITS), UNITS);
    // Computed by hand: 2.4 / 41 > 2.35 / 41 > 1.35 / 33.
    expect(layers.map(({ layerIndex, count, undefinedCount, rank }) => [layerIndex, count, undefinedCount, rank])).toEqual([
      [0, 41, 0, 2],
      [1, 41, 0, 1],
      [2, 33, 8, 0],
    ]);
    // The same bootstrap in Python 3.11: random.Random(0), floor(random() * n), numpy's percentile; four units.
    const variances = [0.010493801933267752, 0.006763375409755229, 0.00626353283898157].map((error) => 4 * error ** 2);
    for (const [index, { variance }] of layers.entries()) expect(variance).toBeCloseTo(variances[index] ?? Number.NaN, 12);
    expect(layers.map(({ rankLow, rankHigh }) => [rankLow, rankHigh])).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
    ]);
    expect(layers.map(({ lowestProbability }) => lowestProbability)).toEqual([
      [0.042, 0.38, 1],
      [0.022, 0.668, 1],
      [0.936, 0.952, 1],
    ]);
  });

  it('gives a block of which nothing was counted no place among the others', () => {
    const counted = UNITS.filter(({ count }) => !count.includes(0));
    const units = counted.map(({ sum, count }) => ({ sum: [0, ...sum], count: [0, ...count] }));
    const [missing, ...others] = summariseLayers(summariseSeries(units), units);
    expect(missing).toMatchObject({
      mean: null,
      count: 0,
      undefinedCount: 0,
      rank: null,
      rankLow: null,
      rankHigh: null,
      lowestProbability: [],
    });
    const alone = summariseLayers(summariseSeries(counted), counted);
    for (const [place, { rank, rankLow, rankHigh, lowestProbability }] of others.entries()) {
      expect({ rank, rankLow, rankHigh }).toEqual(pickRanks(alone[place]));
      expect(lowestProbability.slice(0, 3)).toEqual(alone[place]?.lowestProbability);
    }
  });

  it('knows no spread of a single unit, and no rank where nothing was counted', () => {
    const units = [{ sum: [1, 0], count: [4, 0] }];
    const unknown = { variance: null, standardError: null, confidenceLow: null, confidenceHigh: null, rankLow: null, rankHigh: null };
    expect(summariseLayers(summariseSeries(units), units)).toEqual([
      { layerIndex: 0, mean: 0.25, sum: 1, count: 4, undefinedCount: 0, rank: 0, lowestProbability: [], ...unknown },
      { layerIndex: 1, mean: null, sum: 0, count: 0, undefinedCount: 0, rank: null, lowestProbability: [], ...unknown },
    ]);
  });
});

function pickRanks(summary: LayerSummary | undefined): Partial<LayerSummary> {
  if (summary === undefined) throw new Error('there is no such block');
  const { rank, rankLow, rankHigh } = summary;
  return { rank, rankLow, rankHigh };
}

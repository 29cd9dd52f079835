import { describe, expect, it } from '@jest/globals';
import { listStretches } from './list-stretches.ts';

const place = (x: number, isApart = false) => ({ x, y: 0, low: null, high: null, isApart });
const placesOf = (points: Parameters<typeof listStretches>[0]) => listStretches(points).map((stretch) => stretch.map(({ x }) => x));

describe('listStretches', () => {
  it('begins anew after each gap, with every point once', () => {
    expect(placesOf([place(0), place(1), place(4, true), place(6, true), place(7)])).toEqual([[0, 1], [4], [6, 7]]);
  });

  it('is one stretch without gaps, and none without points', () => {
    expect(placesOf([place(3, true), place(5)])).toEqual([[3, 5]]);
    expect(placesOf([])).toEqual([]);
  });
});

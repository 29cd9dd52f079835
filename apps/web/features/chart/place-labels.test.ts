import { describe, expect, it } from '@jest/globals';
import { placeLabels } from './place-labels.ts';

const point = (id: string, x: number, y: number) => ({ id, x, y, text: 'a model' });

describe('placeLabels', () => {
  it('puts words above their points', () => {
    expect(placeLabels([point('a', 100, 100), point('b', 300, 100)]).map(({ x, y }) => [x, y])).toEqual([
      [100, 88],
      [300, 88],
    ]);
  });

  it('puts a label below if the space above is taken, and leaves out labels without space', () => {
    const placed = placeLabels([point('a', 100, 100), point('b', 102, 100), point('c', 104, 100)]);
    expect(placed.map(({ id, y }) => [id, y])).toEqual([
      ['a', 88],
      ['b', 120],
    ]);
  });
});

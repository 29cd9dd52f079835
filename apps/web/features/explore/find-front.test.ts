import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FrontPoint, findFront } from './find-front.ts';

const at = (x: number, y: number): FrontPoint => ({ x, y });

describe('findFront', () => {
  it('keeps what no other point beats, whichever ends are wanted', () => {
    const points = [at(1, 5), at(2, 4), at(2, 3), at(3, 1), at(0, 0)];
    expect(findFront(points, { x: 'high', y: 'high' })).toEqual([at(1, 5), at(2, 4), at(3, 1)]);
    expect(findFront(points, { x: 'low', y: 'low' })).toEqual([at(0, 0)]);
  });

  it('keeps equal points together', () => {
    expect(findFront([at(1, 1), at(1, 1), at(0, 1)], { x: 'high', y: 'high' })).toEqual([at(1, 1), at(1, 1)]);
  });

  it('equals the definition by pairs', () => {
    const coordinate = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(fc.array(fc.record({ x: coordinate, y: coordinate }), { maxLength: 12 }), (points) => {
        const isBeaten = (one: FrontPoint) =>
          points.some((other) => other.x >= one.x && other.y <= one.y && (other.x > one.x || other.y < one.y));
        const expected = points.filter((point) => !isBeaten(point)).sort((a, b) => a.x - b.x);
        expect(findFront(points, { x: 'high', y: 'low' })).toEqual(expected);
      }),
    );
  });
});

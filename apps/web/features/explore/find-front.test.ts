import { describe, expect, it } from '@jest/globals';
import type { Interval } from '@lamina/metrics';
import fc from 'fast-check';
import { type FrontPoint, findFront, type Wanted } from './find-front.ts';

const exact = (value: number): Interval => ({ low: value, high: value });
const at = (x: number, y: number): FrontPoint => ({ x: exact(x), y: exact(y) });
/** Exact in x, measured in y. */
const measured = (x: number, low: number, high: number): FrontPoint => ({ x: exact(x), y: { low, high } });
const HIGH: Wanted = { x: 'high', y: 'high' };

describe('findFront of exact points', () => {
  it('keeps what no other point beats, whichever ends are wanted', () => {
    const points = [at(1, 5), at(2, 4), at(2, 3), at(3, 1), at(0, 0)];
    expect(findFront(points, HIGH)).toEqual([at(1, 5), at(2, 4), at(3, 1)]);
    expect(findFront(points, { x: 'low', y: 'low' })).toEqual([at(0, 0)]);
  });

  it('keeps equal points together', () => {
    expect(findFront([at(1, 1), at(1, 1), at(0, 1)], HIGH)).toEqual([at(1, 1), at(1, 1)]);
  });
});

describe('findFront of measured points', () => {
  it('keeps a point that is beaten by values alone, if the intervals overlap', () => {
    const points = [measured(0.25, 0.92, 0.96), measured(0.2, 0.9, 0.94)];
    expect(findFront(points, HIGH)).toEqual(points);
  });

  it('drops a point if another removes at least as much, and its interval lies wholly above', () => {
    const best = measured(0.25, 0.92, 0.96);
    expect(findFront([measured(0.2, 0.8, 0.91), best, measured(0.25, 0.85, 0.9)], HIGH)).toEqual([best]);
  });

  it('keeps a point that removes more, however clearly it is worse in the measured quantity', () => {
    const points = [measured(0.25, 0.92, 0.96), measured(0.26, 0.4, 0.5)];
    expect(findFront(points, HIGH)).toEqual(points);
  });

  it('reads intervals from the other side where low is better', () => {
    const best = measured(0.25, 1.1, 1.2);
    expect(findFront([best, measured(0.25, 1.3, 1.4)], { x: 'high', y: 'low' })).toEqual([best]);
    const overlapping = [best, measured(0.25, 1.15, 1.4)];
    expect(findFront(overlapping, { x: 'high', y: 'low' })).toEqual(overlapping);
  });

  it('needs both intervals wholly better if both quantities are measured', () => {
    const one = { x: { low: 5, high: 6 }, y: { low: 5, high: 6 } };
    const overlapsInX = { x: { low: 4, high: 5.5 }, y: { low: 1, high: 2 } };
    const worse = { x: { low: 3, high: 4 }, y: { low: 1, high: 2 } };
    expect(findFront([one, overlapsInX, worse], HIGH)).toEqual([one, overlapsInX]);
  });

  it('is not beaten by itself or by a point that only touches its interval', () => {
    const points = [measured(1, 0.8, 0.9), measured(1, 0.7, 0.8)];
    // Equal in x, and worst 0.8 = best 0.8: better in neither.
    expect(findFront(points, HIGH)).toEqual(points);
    expect(findFront([measured(1.1, 0.8, 0.9), measured(1, 0.7, 0.8)], HIGH)).toEqual([measured(1.1, 0.8, 0.9)]);
  });

  it('equals the definition by pairs, and holds the front of the values', () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }));
    const point = fc.record({ x: interval, y: interval }).map(({ x, y }) => ({ x: toRange(x), y: toRange(y), values: at(x[0], y[0]) }));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 12 }), (points) => {
        const front = findFront(points, { x: 'high', y: 'low' });
        expect(front).toEqual(points.filter((one) => !points.some((other) => beats(other, one))));
        const values = points.map((one) => one.values);
        const ofValues = new Set(findFront(values, { x: 'high', y: 'low' }));
        for (const one of points) if (ofValues.has(one.values)) expect(front).toContain(one);
      }),
    );
  });
});

function toRange([value, below, above]: readonly [number, number, number]): Interval {
  return { low: value - below, high: value + above };
}

/** The definition: x is better if high, y if low. */
function beats(one: FrontPoint, other: FrontPoint): boolean {
  const isAsGood = one.x.low >= other.x.high && one.y.high <= other.y.low;
  return isAsGood && (one.x.low > other.x.high || one.y.high < other.y.low);
}

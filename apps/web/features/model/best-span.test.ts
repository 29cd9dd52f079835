import { describe, expect, it } from '@jest/globals';
import { findBestSpan, listSpans, parseSpan, writeSpan } from './best-span.ts';

// Three blocks: states h0 … h3.
const ANGLES = [
  [0, 0.3, 0.4, 0.5],
  [0.3, 0, 0.1, 0.4],
  [0.4, 0.1, 0, 0.1],
  [0.5, 0.4, 0.1, 0],
];

describe('spans', () => {
  it('finds the run whose ends are closest, the first of equals', () => {
    expect(findBestSpan(ANGLES, 1)).toEqual({ start: 1, length: 1, value: 0.1 });
    expect(findBestSpan(ANGLES, 2)).toEqual({ start: 0, length: 2, value: 0.4 });
    expect(listSpans(ANGLES, 2).map(({ start }) => start)).toEqual([0, 1]);
    expect(findBestSpan(ANGLES, 4)).toBeNull();
  });

  it('leaves out what was not measured', () => {
    expect(
      listSpans(
        [
          [0, null],
          [null, 0],
        ],
        1,
      ),
    ).toEqual([]);
  });

  it('reads and writes the URL, and takes nothing that is no span of the model', () => {
    expect(parseSpan('3-5', 12)).toEqual({ start: 3, length: 3 });
    expect(writeSpan({ start: 3, length: 3 })).toBe('3-5');
    expect([parseSpan('5-3', 12), parseSpan('10-12', 12), parseSpan('x', 12), parseSpan(null, 12)]).toEqual([null, null, null, null]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Ranked, rankAverages } from './rank-averages.ts';

// Few distinct averages make ties; far-apart standard errors make groups of peers of every size.
const ROW = fc.record({
  average: fc.option(
    fc.oneof(
      fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
      fc.double({ min: 0, max: 2, noNaN: true }),
    ),
  ),
  standardError: fc.option(fc.oneof(fc.constantFrom(0, 0.01, 0.02), fc.double({ min: 0, max: 1, noNaN: true }))),
});

/** The definition, pair by pair. */
function isBetter(a: Ranked, b: Ranked): boolean {
  if (a.standardError === null || b.standardError === null) return false;
  const difference = (a.average ?? 0) - (b.average ?? 0);
  return difference > 1.959963984540054 * Math.hypot(a.standardError, b.standardError);
}

describe('rankAverages', () => {
  it('counts the rows that are better, surely better and surely worse', () => {
    fc.assert(
      fc.property(fc.array(ROW, { maxLength: 60 }), (rows) => {
        const measured = rows.filter(({ average }) => average !== null);
        const rankings = rankAverages(rows);
        for (const [index, row] of rows.entries()) {
          if (row.average === null) continue;
          const { average } = row;
          expect(rankings[index]).toMatchObject({
            rank: measured.filter((other) => (other.average ?? 0) > average).length + 1,
            rankInterval: {
              low: measured.filter((other) => isBetter(other, row)).length + 1,
              high: measured.length - measured.filter((other) => isBetter(row, other)).length,
            },
          });
        }
      }),
    );
  });
});

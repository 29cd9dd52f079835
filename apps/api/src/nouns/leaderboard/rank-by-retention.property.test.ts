import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Ranked, rankByRetention } from './rank-by-retention.ts';

// Few distinct averages make ties; far-apart standard errors make groups of peers of every size.
const ROW = fc.record({
  averageRetention: fc.option(
    fc.oneof(
      fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
      fc.double({ min: 0, max: 2, noNaN: true }),
    ),
  ),
  averageRetentionStandardError: fc.option(fc.oneof(fc.constantFrom(0, 0.01, 0.02), fc.double({ min: 0, max: 1, noNaN: true }))),
});

/** The definition, pair by pair. */
function isBetter(a: Ranked, b: Ranked): boolean {
  if (a.averageRetentionStandardError === null || b.averageRetentionStandardError === null) return false;
  const standardError = Math.hypot(a.averageRetentionStandardError, b.averageRetentionStandardError);
  return (a.averageRetention ?? 0) - (b.averageRetention ?? 0) > 1.959963984540054 * standardError;
}

describe('rankByRetention', () => {
  it('counts the rows that are better, surely better and surely worse', () => {
    fc.assert(
      fc.property(fc.array(ROW, { maxLength: 60 }), (rows) => {
        const measured = rows.filter(({ averageRetention }) => averageRetention !== null);
        const rankings = rankByRetention(rows);
        for (const [index, row] of rows.entries()) {
          if (row.averageRetention === null) continue;
          const { averageRetention } = row;
          expect(rankings[index]).toMatchObject({
            rank: measured.filter((other) => (other.averageRetention ?? 0) > averageRetention).length + 1,
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

import { describe, expect, it } from '@jest/globals';
import { createRemoval, UNCHANGED } from '@lamina/plans';
import { findKinds } from './find-kinds.ts';

const texts = (...logs: readonly number[]) =>
  logs.map((logLoss, place) => {
    const read = { text: `text-${place}`, source: `source-${place}`, contextTokens: 512, windows: 16, tokens: 8176 };
    return { ...read, logLoss, standardError: 0.01, changedWords: null, judges: true };
  });
const saved = (bytesAfter: number | null) => ({
  bytesBefore: 100,
  bytesAfter,
  cacheBytesPerTokenBefore: null,
  cacheBytesPerTokenAfter: null,
  parametersBefore: 100,
  parametersAfter: 100,
  speed: null,
});
const without = (blocks: readonly number[], bytes: number | null, ...logs: readonly number[]) => ({
  change: { ...UNCHANGED, remove: createRemoval({ blocks }) },
  saved: saved(bytes),
  texts: texts(...logs),
});
const typed = (precision: string, bytes: number, ...logs: readonly number[]) => ({
  change: { ...UNCHANGED, precision },
  saved: saved(bytes),
  texts: texts(...logs),
});
const keeping = (keepVocabulary: string, bytes: number, ...logs: readonly number[]) => ({
  change: { ...UNCHANGED, keepVocabulary },
  saved: saved(bytes),
  texts: texts(...logs),
});

describe('layers, bits or words', () => {
  it('are compared where the file is equally much smaller, on the text that each change harms most', () => {
    const candidates = [
      without([1], 90, 0.1, 0.2),
      without([1, 2], 80, 0.7, 0.4),
      // Another choice of as many bytes costs more, and one saves nothing that is known.
      ...[without([3], 90, 0.5, 0.3), without([4], null, 0.01)],
      ...[typed('Q4_0', 85, 0.03, 0.06), typed('Q3_K', 70, 0.4, 0.3)],
      keeping('latin', 85, 0.001, 0.002),
      // A change of two kinds counts for none.
      { ...typed('Q4_0', 60, 0.01), change: { ...UNCHANGED, precision: 'Q4_0', keepVocabulary: 'latin' } },
    ];
    const found = findKinds({ name: 'M', candidates });
    // 15 % smaller: without layers e^((0.2 + 0.7) / 2) = 1.568, with fewer bits e^0.06 = 1.062, with fewer words e^0.002 = 1.002, that is 1 in three digits.
    expect(found.sentence).toBe(
      'With its file 15.0 % smaller, M has 1 × with fewer words, 1.06 × with fewer bits and 1.57 × with fewer layers of its perplexity on the text that each change harms most (cheapest of the changes measured, 5 sizes).',
    );
    expect(found.chart.series.map(({ name, points }) => [name, points.map(({ x }) => x)])).toEqual([
      ['with fewer layers', [10, 20]],
      ['with fewer bits', [15, 30]],
      ['with fewer words', [15]],
    ]);
    expect(found.table.rows[0]).toEqual(['with fewer layers', 0.1, Math.exp(0.2), 'text-1']);
  });

  it('are not known of changes of one kind, or of changes that save nothing', () => {
    const candidates = [without([1], 90, 0.1), typed('Q8_0', 120, 0.001)];
    expect(findKinds({ name: 'M', candidates })).toMatchObject({
      sentence: 'Not measured yet: changes of M of two kinds that make its file smaller.',
      count: 0,
      chart: { series: [] },
    });
  });
});

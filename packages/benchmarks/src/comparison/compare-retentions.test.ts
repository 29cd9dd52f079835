import { describe, expect, it } from '@jest/globals';
import { compareRetentions, type PairedRetention } from './compare-retentions.ts';

const row = (slug: string, benchmark: string, facts: Partial<PairedRetention> = {}): PairedRetention => ({
  slug,
  benchmark,
  documentCount: 10,
  baselineRetention: 0.8,
  retention: 0.9,
  standardError: 0.03,
  ...facts,
});

describe('retentions compared with a baseline', () => {
  it('are listed by model in the requested order, with the mean of its benchmarks last', () => {
    const rows = [row('a', 'facts'), row('b', 'facts'), row('b', 'words', { documentCount: 5, retention: 0.7, standardError: 0.04 })];
    const found = compareRetentions(['b', 'a', 'missing'], rows);
    expect(found.map(({ slug, benchmark }) => [slug, benchmark])).toEqual([
      ['b', 'facts'],
      ['b', 'words'],
      ['b', null],
      ['a', 'facts'],
      ['a', null],
    ]);
    // The mean of two independent benchmarks: √(0.03² + 0.04²) / 2 = 0.025.
    expect(found[2]).toMatchObject({ documentCount: 15, retention: expect.closeTo(0.8, 12), standardError: expect.closeTo(0.025, 12) });
  });

  it('have an interval of 1.96 standard errors, and none for a single document', () => {
    const [one] = compareRetentions(['a'], [row('a', 'facts')]);
    expect(one?.difference).toBeCloseTo(0.1, 12);
    expect(one?.confidenceInterval?.low).toBeCloseTo(0.1 - 1.96 * 0.03, 4);
    const [single] = compareRetentions(['a'], [row('a', 'facts', { documentCount: 1, standardError: null })]);
    expect(single).toMatchObject({ standardError: null, confidenceInterval: null });
  });
});

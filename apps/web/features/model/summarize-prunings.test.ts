import { describe, expect, it } from '@jest/globals';
import type { ModelData } from './load-model.ts';
import { findGuessing, summarizePrunings } from './summarize-prunings.ts';

describe('findGuessing', () => {
  it('is the mean of chance ÷ dense over the benchmarks of a curve, and unknown where one has no chance level', () => {
    const guessing = { pairs: 0.5 / 0.8, quarters: 0.25 / 0.5 };
    expect(findGuessing(guessing, ['pairs', 'quarters'])).toBeCloseTo((0.625 + 0.5) / 2, 12);
    expect(findGuessing(guessing, ['pairs', 'written'])).toBeNull();
    expect(findGuessing(guessing, [])).toBeNull();
  });
});

describe('summarizePrunings', () => {
  const rowOf = (name: string, retention: number, above: number | null) => ({
    metric: 'acc',
    value: 0.5,
    retention,
    retentionStandardError: 0.03,
    retentionAboveChance: above === null ? null : { value: above, standardError: 0.06 },
    benchmark: { name, kind: 'MULTIPLE_CHOICE', chance: 0.25 },
    pruning: { id: 'p' },
  });
  const data = {
    prunings: [{ id: 'p', strategy: 'REVERSE' }],
    evaluations: [rowOf('facts', 0.9, 0.8), rowOf('words', 0.7, 0.4), rowOf('riddles', 1, null)],
    metricOf: new Map(),
  } as unknown as ModelData;

  it('averages retentions as measured over all benchmarks', () => {
    const { prunings, leftOut } = summarizePrunings(data, false);
    expect(leftOut).toEqual([]);
    expect(prunings[0]?.retention.average?.value).toBeCloseTo((0.9 + 0.7 + 1) / 3, 12);
  });

  it('averages retentions above chance over the benchmarks that have one, and names the others', () => {
    const { prunings, leftOut } = summarizePrunings(data, true);
    expect(leftOut).toEqual(['riddles']);
    expect(prunings[0]?.retention.average?.value).toBeCloseTo(0.6, 12);
    expect(prunings[0]?.retention.average?.standardError).toBeCloseTo((Math.SQRT2 * 0.06) / 2, 12);
    expect(prunings[0]?.retention.riddles).toBeUndefined();
  });
});

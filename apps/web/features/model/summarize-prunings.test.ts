import { describe, expect, it } from '@jest/globals';
import type { ModelData } from './load-model.ts';
import { summarizePrunings } from './summarize-prunings.ts';

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

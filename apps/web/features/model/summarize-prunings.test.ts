import { describe, expect, it } from '@jest/globals';
import { summarizePrunings } from './summarize-prunings.ts';

describe('summarizePrunings', () => {
  const rowOf = (name: string, retention: number, above: number | null) => ({
    metric: 'acc',
    value: 0.5,
    retention,
    retentionStandardError: 0.03,
    retentionAboveChance: above === null ? null : { value: above, standardError: 0.06 },
    flips: { share: 1 - retention },
    benchmark: { name, kind: 'MULTIPLE_CHOICE', chance: 0.25 },
    pruning: { id: 'p' },
  });
  const data = {
    prunings: [{ id: 'p', strategy: 'REVERSE' }],
    evaluations: [rowOf('facts', 0.9, 0.8), rowOf('words', 0.7, 0.4), rowOf('riddles', 1, null)],
    metricOf: new Map(),
  } as unknown as Parameters<typeof summarizePrunings>[0];

  it('averages the shares of changed answers where all benchmarks have one', () => {
    const { changed } = summarizePrunings(data, false).prunings[0] ?? {};
    expect(changed).toEqual({
      ...{ facts: expect.closeTo(0.1, 12), words: expect.closeTo(0.3, 12), riddles: 0 },
      average: expect.closeTo(0.4 / 3, 12),
    });
    const written = { ...data, evaluations: data.evaluations.map((row, place) => (place === 0 ? { ...row, flips: null } : row)) };
    expect(summarizePrunings(written, false).prunings[0]?.changed).toEqual({ words: expect.closeTo(0.3, 12), riddles: 0 });
  });

  it('takes the divergence on the text of the perplexity, which is no headline metric', () => {
    const text = { name: 'novels', kind: 'PERPLEXITY', chance: null };
    const one = { ...rowOf('', 1, null), benchmark: text, flips: null };
    const divergence = { ...one, metric: 'kl_divergence', value: 0.25, standardError: 0.01 };
    const evaluations = [...data.evaluations, { ...one, metric: 'word_perplexity', value: 20, standardError: null }, divergence];
    const [summary] = summarizePrunings({ ...data, evaluations } as typeof data, false).prunings;
    expect(summary).toMatchObject({ perplexity: { value: 20, standardError: null }, divergence: { value: 0.25, standardError: 0.01 } });
    expect(summarizePrunings(data, false).prunings[0]?.divergence).toBeNull();
  });

  it('averages retentions as measured over all benchmarks', () => {
    const { prunings, leftOut } = summarizePrunings(data, false);
    expect(leftOut).toEqual([]);
    expect(prunings[0]?.retention.average?.value).toBeCloseTo((0.9 + 0.7 + 1) / 3, 12);
  });

  it('averages over the benchmarks of the prunings, also where the whole model has more', () => {
    const dense = { ...rowOf('poems', 1, null), pruning: null };
    const { benchmarks, prunings } = summarizePrunings(
      { ...data, evaluations: [...data.evaluations, dense] } as unknown as typeof data,
      false,
    );
    expect(benchmarks).toEqual(['facts', 'riddles', 'words']);
    expect(prunings[0]?.retention.average?.value).toBeCloseTo((0.9 + 0.7 + 1) / 3, 12);
    expect(summarizePrunings({ ...data, evaluations: [dense] } as unknown as typeof data, false).benchmarks).toEqual(['poems']);
  });

  it('averages retentions above chance over the benchmarks that have one, and names the others', () => {
    const { prunings, leftOut } = summarizePrunings(data, true);
    expect(leftOut).toEqual(['riddles']);
    expect(prunings[0]?.retention.average?.value).toBeCloseTo(0.6, 12);
    expect(prunings[0]?.retention.average?.standardError).toBeCloseTo((Math.SQRT2 * 0.06) / 2, 12);
    expect(prunings[0]?.retention.riddles).toBeUndefined();
  });
});

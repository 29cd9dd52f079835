import { describe, expect, it } from '@jest/globals';
import { type MeasuredForm, tabulateForms } from './tabulate-forms.ts';

const form = (facts: Partial<MeasuredForm>): MeasuredForm => ({
  model: 'tiny',
  precision: 'float32',
  strategy: null,
  removedCount: 0,
  removed: [],
  weightsBytes: null,
  prefillTokensPerSecond: null,
  decodeTokensPerSecond: null,
  machine: null,
  isOriginal: true,
  machineDigest: null,
  cells: [],
  ...facts,
});
const choice = (benchmark: string, value: number) => ({ benchmark, kind: 'multiple-choice', metric: 'acc', value, standardError: null });
const text = (benchmark: string, value: number) => ({
  benchmark,
  kind: 'perplexity',
  metric: 'word_perplexity',
  value,
  standardError: null,
});

describe('a table of a model and its quantized forms', () => {
  it('averages over the benchmarks that all forms have in common', () => {
    const { rows } = tabulateForms([
      form({ cells: [choice('facts', 0.5), choice('words', 0.7), text('prose', 4), text('verse', 9)] }),
      form({ isOriginal: false, cells: [choice('facts', 0.4), text('prose', 5), text('verse', 20)] }),
    ]);
    expect(rows.map(({ averageAccuracy }) => averageAccuracy)).toEqual([0.5, 0.4]);
    expect(rows.map(({ perplexity }) => perplexity)).toEqual([expect.closeTo(6, 12), expect.closeTo(10, 12)]);
    expect(rows[0]?.cells.map(({ benchmark }) => benchmark)).toEqual(['facts', 'words', 'prose', 'verse']);
  });

  it('names whose scores chose the blocks', () => {
    const { rows } = tabulateForms([
      form({}),
      form({ strategy: 'block-influence' }),
      form({ isOriginal: false, strategy: 'block-influence' }),
      form({ isOriginal: false, strategy: 'explicit' }),
    ]);
    expect(rows.map(({ order }) => order)).toEqual(['dense', 'remove-then-quantize', 'quantize-then-remove', 'remove-then-quantize']);
  });

  it('says whether all speeds come from one machine', () => {
    const digests = (...list: readonly (string | null)[]) => list.map((machineDigest) => form({ machineDigest }));
    expect(tabulateForms(digests('a', null, 'a')).isOneMachine).toBe(true);
    expect(tabulateForms(digests('a', 'b')).isOneMachine).toBe(false);
    expect(tabulateForms([])).toEqual({ isOneMachine: true, rows: [] });
  });
});

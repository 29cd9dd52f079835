import { describe, expect, it } from '@jest/globals';
import { type MeasuredForm, tabulateForms } from './tabulate-forms.ts';

const form = (facts: Partial<MeasuredForm>): MeasuredForm => ({
  ...{ model: 'tiny', precision: 'float32', strategy: null, removedCount: 0, weightsBytes: null, isOriginal: true, cells: [] },
  ...facts,
});
const text = (benchmark: string, value: number) => ({ benchmark, metric: 'word_perplexity', value });

describe('a table of a model and its quantized forms', () => {
  it('averages over the texts that all forms have in common', () => {
    const rows = tabulateForms([
      form({ cells: [text('prose', 4), text('verse', 9), text('letters', 100)] }),
      form({ isOriginal: false, cells: [text('prose', 5), text('verse', 20), { benchmark: 'prose', metric: 'bits_per_byte', value: 3 }] }),
      form({}),
    ]);
    expect(rows.map(({ perplexity }) => perplexity)).toEqual([expect.closeTo(6, 12), expect.closeTo(10, 12), null]);
  });

  it('names whose scores chose the blocks', () => {
    const rows = tabulateForms([
      form({}),
      form({ strategy: 'block-influence' }),
      form({ isOriginal: false, strategy: 'block-influence' }),
      form({ isOriginal: false, strategy: 'explicit' }),
    ]);
    expect(rows.map(({ order }) => order)).toEqual(['dense', 'remove-then-quantize', 'quantize-then-remove', 'remove-then-quantize']);
  });
});

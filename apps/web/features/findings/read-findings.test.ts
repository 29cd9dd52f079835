import { describe, expect, it } from '@jest/globals';
import { describeBits, describeKinds, describeTexts, listBits, listKindRows } from './read-findings.ts';

describe('bits and blocks', () => {
  it('are compared by bytes and perplexity of the whole model', () => {
    const row = (model: string, removedCount: number, perplexity: number, weightsBytes: number) => ({
      model,
      precision: model === 'm' ? 'fp32' : 'int8',
      removedCount,
      perplexity,
      weightsBytes,
    });
    const rows = listBits([row('m', 0, 100, 1000), row('m', 8, 290, 790), row('m-int8', 0, 101, 500)], 'Model');
    expect(describeBits(rows)).toBe(
      'int8 weights: 50 % of the bytes at 1.01 times the perplexity. Without 8 blocks: 79 % of the bytes at 2.9 times the perplexity',
    );
  });
});

describe('texts', () => {
  it('agree on the blocks that are among the lowest quarter of each', () => {
    const text = (name: string, order: readonly number[]) => ({
      text: name,
      means: order.map((layerIndex, place) => ({ layerIndex, mean: place })),
    });
    const texts = [text('novels', [2, 5, 0, 1, 3, 4, 6, 7]), text('articles', [5, 1, 2, 0, 3, 4, 6, 7])];
    expect(describeTexts(texts, 8, 'Model')).toBe('Of the 2 least influential blocks of Model, 2 texts agree on 1: 5');
  });
});

describe('kinds of blocks', () => {
  it('of a hybrid are ordered by their mean influence; a model of one kind has none', () => {
    const layers = ['mamba', 'mamba', 'attention', 'mamba'].map((kind, index) => ({ index, kind }));
    const means = [0.4, 0.3, 0.1, 0.2].map((mean, layerIndex) => ({ layerIndex, mean }));
    const rows = listKindRows(layers, [{ text: 'novels', means }], 'Hybrid');
    expect(rows).toMatchObject([
      { kind: 'attention', blocks: 1, mean: 0.1, lowest: 1 },
      { kind: 'mamba', blocks: 3, mean: expect.closeTo(0.3, 12), lowest: 0 },
    ]);
    expect(describeKinds(rows)).toBe('Hybrid: attention blocks change the stream least');
    expect(listKindRows(layers.slice(0, 2), [{ text: 'novels', means }], 'Plain')).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { EntryFactsFragment } from '../../generated/graphql.ts';
import type { LoadedCost } from '../cost/load-costs.ts';
import { describeBits, describeKinds, describeTexts, describeUnitCosts, listBits, listKindRows, listTextScores } from './read-findings.ts';

describe('bits and blocks', () => {
  it('are compared by the bytes of the file and by perplexity on the judging text that a change costs most', () => {
    const change = { removed: [], removedAttention: [], removedMlp: [], repair: null, precision: null };
    const removed = [1, 2, 3, 4, 5, 6, 7, 8];
    const front = [
      toEntry({ ...change, precision: 'int8' }, { textLoss: 0.01, bytesAfter: 500 }),
      toEntry({ ...change, removed }, { textLoss: 2.4, bytesAfter: 790 }),
      toEntry({ ...change, removed: removed.toReversed() }, { textLoss: 1.9, bytesAfter: 790 }),
      toEntry({ ...change, removed, repair: 'linear' }, { textLoss: 0.1, bytesAfter: 790 }),
      toEntry({ ...change, removedAttention: [3] }, { textLoss: 0, bytesAfter: 700 }),
    ];
    expect(describeBits(listBits(front, 'Model'))).toBe(
      'int8 weights: 50 % of the bytes at 1.01 times the perplexity. Without 8 blocks: 79 % of the bytes at 2.9 times the perplexity',
    );
  });
});

describe('kinds of units', () => {
  const model = { slug: 'model', name: 'Model', blockCount: 8, source: 'hub', text: 'novels' };
  const toCost = (units: LoadedCost['units'], ...ratios: readonly number[]): LoadedCost => {
    const points = ratios.map((ratio, place) => ({ removed: place + 1, ratio, low: null, high: null, units: '' }));
    return { units, influence: { name: '', points }, best: null, random: null, finding: '', model, query: { document: '', variables: {} } };
  };

  it('are compared at the largest number that was removed of each', () => {
    expect(describeUnitCosts([toCost('block', 1.5, 3), toCost('attention', 1.1, 1.2, 1.4)])).toBe(
      'without 2 attentions: 1.2 times, blocks: 3 times the perplexity',
    );
  });

  it('are not compared where a text judges one of them only', () => {
    expect(describeUnitCosts([toCost('block', 1.5)])).toBe('novels judges removals of one kind of unit only');
  });
});

function toEntry(
  change: EntryFactsFragment['change'],
  { textLoss, bytesAfter }: { readonly textLoss: number; readonly bytesAfter: number },
): EntryFactsFragment {
  const cache = { cacheBytesPerTokenBefore: null, cacheBytesPerTokenAfter: null };
  return {
    ...{ verdict: 'POSSIBLE', change, textLoss, changedWords: null, command: '', documentsToDecide: null, unmeasuredTexts: [] },
    ...{ pruning: null, textLosses: [], taskLosses: [] },
    saved: { bytesBefore: 1000, bytesAfter, ...cache, parametersBefore: 1, parametersAfter: 1, speed: null },
  };
}

describe('texts', () => {
  it('agree on the blocks that are among the lowest quarter of each', () => {
    const text = (name: string, order: readonly number[]) => ({
      text: name,
      means: order.map((layerIndex, place) => ({ layerIndex, mean: place })),
    });
    const texts = [text('novels', [2, 5, 0, 1, 3, 4, 6, 7]), text('articles', [5, 1, 2, 0, 3, 4, 6, 7])];
    expect(describeTexts(texts, 8, 'Model')).toBe('Of the 2 least influential blocks of Model, 2 texts agree on 1: 5');
  });

  it('count by the measured run that read most of a text, not by a later one of a part or an imported one', () => {
    const run = (slug: string, tokenCount: number, mean: number, verification: 'MEASURED' | 'SELF_REPORTED' = 'MEASURED') => ({
      ...{ tokenCount, verification },
      calibration: { calibrationSet: { slug, name: slug } },
      layerScores: { nodes: [{ layerIndex: 0, mean }] },
    });
    const imported = run('novels', 20_000, 0.4, 'SELF_REPORTED');
    const found = listTextScores([imported, run('novels', 2_048, 0.3), run('articles', 9_000, 0.2), run('novels', 11_279, 0.1)]);
    expect(found.map(({ text, means }) => [text, means[0]?.mean])).toEqual([
      ['novels', 0.1],
      ['articles', 0.2],
    ]);
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

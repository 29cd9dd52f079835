import { describe, expect, it } from '@jest/globals';
import { type AgreementFacts, describeLimit, type RoundingFacts, readBits } from './read-bits.ts';

const rounded = (
  unit: RoundingFacts['unit'],
  layerIndex: number | null,
  divergence: number,
  type = 'Q4_0',
  storedTypes = [type],
): RoundingFacts => ({
  ...{ unit, layerIndex, divergence, type, storedTypes },
  ...{ bytes: 2_000_000, standardError: null, text: 'austen', positionCount: 1024 },
});
const agreement = (
  unit: AgreementFacts['unit'],
  metric: AgreementFacts['metric'],
  correlation: number,
  low: number | null,
): AgreementFacts => ({
  ...{ unit, metric, correlation, type: 'Q4_0', layers: [0, 1], scores: [0.2, 0.1] },
  interval: low === null ? null : { low, high: 0.9 },
});

describe('where bits matter', () => {
  const rows = [
    rounded('ATTENTION', 1, 0.02),
    rounded('ATTENTION', 0, 0.3),
    rounded('ATTENTION', 0, 0.001, 'Q8_0'),
    rounded('MLP', 0, 0.1),
    rounded('EMBEDDING', null, 0.05),
    rounded('EMBEDDING', null, 0.4, 'Q2_K', ['Q4_0', 'Q2_K']),
  ];
  const bits = readBits(rows, [
    agreement('ATTENTION', 'ATTENTION_INFLUENCE', 0.5, -0.1),
    agreement('MLP', 'MLP_INFLUENCE', 0.25, null),
    { ...agreement('MLP', 'MLP_LOSS_INCREASE', 0.9, null), type: 'Q8_0' },
  ]);

  it('is a line by depth for each type, the coarsest first, titled by the units that it moves most', () => {
    expect(bits?.type).toBe('Q4_0');
    expect(bits?.attention.title).toBe('Attentions: Q4_0 moves the next tokens most in blocks 0, 1');
    expect(bits?.attention.series.map(({ name, points }) => [name, points.map(({ x, y }) => [x, y])])).toEqual([
      [
        'Q4_0',
        [
          [0, 0.3],
          [1, 0.02],
        ],
      ],
      ['Q8_0', [[0, 0.001]]],
    ]);
  });

  it('stands beside the scores of the same units, with the rank correlation and its interval', () => {
    expect(bits?.influence?.title).toBe('Rank correlation of influence with Q4_0: attentions 0.50 (−0.10 to 0.90) and MLPs 0.25');
    expect(bits?.influence?.series.map(({ name }) => name)).toEqual(['Attention alone', 'MLP alone']);
    expect(bits?.loss).toBeNull();
  });

  it('names embedding and head in a sentence, and types that were not possible everywhere', () => {
    expect(bits?.notes).toEqual([
      'Embedding, nats per token: 0.40 at Q2_K (2 MB) and 0.050 at Q4_0 (2 MB).',
      'Where the blocks of Q2_K do not divide the rows of a matrix, it is stored as Q4_0, as llama.cpp does.',
    ]);
  });

  it('says that the rounding of a quantized file is not counted, or that one text was read; nothing where nothing was rounded', () => {
    expect(describeLimit({ Q4_1: 210, F32: 61 }, { text: 'austen' })).toMatch(
      /^The file itself is stored in Q4_1: that rounding is not counted/,
    );
    expect(describeLimit({ BF16: 3 }, { text: 'austen' })).toMatch(/^They are of one text, austen/);
    expect(describeLimit(null, { text: 'austen' })).toMatch(/^They are of one text/);
    expect(readBits([], [])).toBeNull();
  });
});

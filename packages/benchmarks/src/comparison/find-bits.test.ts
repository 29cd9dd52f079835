import { describe, expect, it } from '@jest/globals';
import { findBits } from './find-bits.ts';

const rounded = (unit: string, divergences: readonly number[], type = 'Q4_0') =>
  divergences.map((divergence, layerIndex) => ({ unit, layerIndex, divergence, type, storedTypes: [type], text: 'austen' }));
const scored = (metric: string, means: readonly number[]) => means.map((mean, layerIndex) => ({ metric, layerIndex, mean }));

describe('where bits matter', () => {
  it('is compared with removal loss and influence of attentions and MLPs, by rank, in the sentence, the chart and the table alike', () => {
    const found = findBits({
      name: 'M',
      roundings: [
        ...rounded('attention', [0.1, 0.3, 0.2]),
        ...rounded('attention', [0.01, 0.02, 0.03], 'Q8_0'),
        ...rounded('mlp', [0.5, 0.1, 0.3]),
      ],
      scores: [
        ...scored('attention-influence@1', [0.3, 0.1, 0.2]),
        ...scored('attention-loss-increase@1', [0.1, 0.3, 0.2]),
        ...scored('mlp-influence@1', [1, 2, 3]),
        ...scored('loss-increase@1', [1, 2, 3]),
      ],
    });
    expect(found.sentence).toBe(
      'Rounded alone to Q4_0, attentions and MLPs of M move the next tokens on austen in an order that has the rank correlation 1.00 for attentions by removal loss, −1.00 for attentions by influence and −0.50 for MLPs by influence.',
    );
    expect(found).toMatchObject({ text: 'austen', count: 9 });
    expect(found.chart.series.map(({ name, points }) => [name, points.map(({ x, y }) => [x, y])])).toEqual([
      [
        'attentions, removal loss',
        [
          [1, 1],
          [3, 3],
          [2, 2],
        ],
      ],
      [
        'attentions, influence',
        [
          [3, 1],
          [1, 3],
          [2, 2],
        ],
      ],
      [
        'MLPs, influence',
        [
          [1, 3],
          [2, 1],
          [3, 2],
        ],
      ],
    ]);
    const ofType = found.table.rows.filter(([, , type]) => type === 'Q4_0');
    expect(ofType.map(([units, score]) => `${units}, ${score}`)).toEqual(found.chart.series.map(({ name }) => name));
    expect(found.table.rows).toHaveLength(5);
  });

  it('is not known where nothing was rounded, and where no score of a unit is stored', () => {
    for (const roundings of [[], rounded('mlp', [0.1, 0.2])])
      expect(findBits({ name: 'M', roundings, scores: [] })).toMatchObject({
        sentence: 'Not measured yet: roundings of single attentions and MLPs of M, beside scores of the same units.',
        count: 0,
        text: null,
      });
  });
});

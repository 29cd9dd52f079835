import { describe, expect, it } from '@jest/globals';
import type { StoredScores } from '@lamina/database';
import { MEASURES } from '@lamina/metrics';
import { type ChoiceFacts, type ChoiceRequest, listChoices } from './list-choices.ts';
import { listScoredUnits, toStrategyScores } from './to-strategy-scores.ts';

/** A hybrid model: layer 1 has only an MLP that can be removed alone, and layer 2 has no sublayer that can. */
const stored: StoredScores = {
  scoreRunId: 'run',
  means: {
    [MEASURES.blockInfluence.id]: [0.4, 0.3, 0.2, 0.1],
    [MEASURES.attentionInfluence.id]: [0.3, null, null, 0.1],
    [MEASURES.mlpInfluence.id]: [0.4, 0.2, null, 0.5],
  },
  angularLastToken: [],
  searches: [],
  cut: { calibration: 'text', window: 256, windows: null, bos: 'auto' },
};
const facts: ChoiceFacts = {
  blockCount: 4,
  existing: listScoredUnits(stored, { blockCount: 4 }),
  scoresOf: (kinds, seed) => toStrategyScores(stored, kinds, seed),
  searchSeedsOf: () => [],
};

const REQUEST: ChoiceRequest = {
  strategies: ['explicit'],
  counts: [1],
  seeds: [],
  removals: [],
  vocabularies: [],
  types: [],
  combinations: [],
  units: [['attention', 'mlp']],
  protectFirst: false,
  protectLast: false,
};

describe('listChoices', () => {
  it('chooses among the sublayers that the layers of a hybrid model have; its controls do the same', () => {
    const choices = listChoices({ ...REQUEST, strategies: ['block-influence', 'random'], counts: [1, 4, 5], seeds: [0, 1, 2] }, facts);
    // One of the five sublayers is always kept.
    expect(choices.map(({ strategy, order }) => [strategy, order.length])).toEqual([
      ['block-influence', 1],
      ['block-influence', 4],
      ...[1, 1, 1, 4, 4, 4].map((count) => ['random', count]),
    ]);
    expect(choices[1]?.order.map(({ kind, block }) => `${kind} ${block}`)).toEqual(['attention 3', 'mlp 1', 'attention 0', 'mlp 0']);
    const existing = ['attention 0', 'mlp 0', 'mlp 1', 'attention 3', 'mlp 3', 'block 0', 'block 3'];
    for (const { remove } of choices) for (const { kind, block } of remove) expect(existing).toContain(`${kind} ${block}`);
  });

  it('takes the parts of a combination as one change', () => {
    const unit = { kind: 'attention', block: 3 } as const;
    const [all, ofTwo] = listChoices(
      {
        ...REQUEST,
        combinations: [
          { remove: [unit], keepVocabulary: 'latin', type: 'Q8_0' },
          { remove: [], keepVocabulary: 'latin', type: 'Q4_0' },
        ],
      },
      facts,
    );
    expect(all).toMatchObject({ strategy: 'explicit', units: ['attention'], order: [unit] });
    expect([all, ofTwo].map((choice) => choice && [choice.remove, choice.keepVocabulary, choice.precision])).toEqual([
      [[unit], 'latin', 'Q8_0'],
      [[], 'latin', 'Q4_0'],
    ]);
  });
});

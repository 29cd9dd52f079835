import { describe, expect, it } from '@jest/globals';
import { type Candidate, judges, scoreCandidate } from './score-candidate.ts';

const DENSE = { metric: 'acc', standardError: null, denseStandardError: 0.02, retentionStandardError: 0.01 };
const TASK = { ...DENSE, benchmark: 'facts', chance: 0.25 };
const TEXT = { source: 'an author', contextTokens: 512, windows: 16, tokens: 8176, standardError: 0.01, changedWords: 0.1 };

const CANDIDATE: Candidate = {
  ...{ pruningKey: 'pruning', modelKey: 'model', strategy: 'block-influence', seed: null, removedCount: 1, removedRatio: 0.25 },
  ...{ chosenOn: 'essays', createdAt: new Date(0) },
  cells: [{ ...TASK, value: 0.72, denseValue: 0.8, retention: 0.9 }],
  texts: [
    { ...TEXT, text: 'novel', logLoss: Math.log(1.9) },
    { ...TEXT, text: 'essays', logLoss: Math.log(2.5) },
  ],
};

describe('a row of the leaderboard', () => {
  it('counts a benchmark on which the whole model is three standard errors above chance', () => {
    const cell = { ...TASK, value: 0.3, retention: 1 };
    expect(judges({ ...cell, denseValue: 0.32 })).toBe(true);
    expect(judges({ ...cell, denseValue: 0.3 })).toBe(false);
    expect(judges({ ...cell, denseValue: 0.8, retention: null })).toBe(false);
  });

  it('shows its largest loss on a text, also on one that chose it', () => {
    const largest = { textLoss: expect.closeTo(1.5, 12), worstText: 'essays' };
    expect(scoreCandidate(CANDIDATE, ['facts'])).toMatchObject({ averageRetention: 0.9, ...largest });
    expect(scoreCandidate({ ...CANDIDATE, texts: [] }, ['facts'])).toMatchObject({ textLoss: null, worstText: null });
  });
});

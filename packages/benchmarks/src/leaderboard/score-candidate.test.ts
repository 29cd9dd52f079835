import { describe, expect, it } from '@jest/globals';
import { type Candidate, judges, scoreCandidate } from './score-candidate.ts';

const DENSE = { metric: 'acc', standardError: null, denseStandardError: 0.02, retentionStandardError: 0.01 };
const TASK = { ...DENSE, benchmark: 'facts', kind: 'multiple-choice', source: null, chance: 0.25 } as const;
const TEXT = { ...DENSE, benchmark: 'novel', kind: 'perplexity', source: 'an author', chance: null, value: 38, denseValue: 20 } as const;

const CANDIDATE: Candidate = {
  ...{ pruningKey: 'pruning', modelKey: 'model', strategy: 'block-influence', seed: null, removedCount: 1, removedRatio: 0.25 },
  ...{ chosenOn: 'essays', read: [{ text: 'essays', source: 'another author' }], knowsOneSource: false, createdAt: new Date(0) },
  cells: [
    { ...TASK, value: 0.72, denseValue: 0.8, retention: 0.9 },
    { ...TEXT, retention: 1.9 },
  ],
};

const OWN = [{ text: 'essays', source: 'an author' }];

describe('what judges a row of the leaderboard', () => {
  it('is a benchmark on which the whole model is three standard errors above chance', () => {
    const cell = { ...TASK, value: 0.3, retention: 1 };
    expect(judges({ ...cell, denseValue: 0.32 }, CANDIDATE)).toBe(true);
    expect(judges({ ...cell, denseValue: 0.3 }, CANDIDATE)).toBe(false);
    expect(judges({ ...cell, denseValue: 0.8, retention: null }, CANDIDATE)).toBe(false);
  });

  it('is a text whose source did not choose the layers; of a model of one source, another text', () => {
    const cell = { ...TEXT, retention: 1.9 };
    expect(judges(cell, CANDIDATE)).toBe(true);
    expect(judges(cell, { ...CANDIDATE, read: OWN })).toBe(false);
    expect(judges(cell, { ...CANDIDATE, read: OWN, knowsOneSource: true })).toBe(true);
    expect(judges({ ...cell, source: null }, CANDIDATE)).toBe(false);
  });

  it('alone makes its averages', () => {
    expect(scoreCandidate(CANDIDATE, ['facts'])).toMatchObject({ averageRetention: 0.9, perplexityRatio: expect.closeTo(1.9, 12) });
    const own = scoreCandidate({ ...CANDIDATE, read: OWN }, ['facts']);
    expect(own).toMatchObject({ averageRetention: 0.9, perplexityRatio: null });
  });
});

import { describe, expect, it } from '@jest/globals';
import { estimateSeconds } from '@lamina/benchmarks';
import { completeSettings } from '@lamina/strategies';
import { countRequests, estimateStudy, type StudyToEstimate } from './estimate-study.ts';

const SPEED = { tokensPerSecond: 1000, requestsPerSecond: 50, parameterCount: 1e6 };
const FRESH = { tokensPerSecond: null, requestsPerSecond: null, parameterCount: 4e6 };
const STUDY: StudyToEstimate = {
  blockCount: 12,
  speed: SPEED,
  reference: null,
  textTokens: 10_000,
  strategies: ['block-influence', 'random-inner'],
  units: [['block']],
  counts: [1, 2, 4],
  namedCount: 0,
  seedCount: 5,
  search: completeSettings({}),
  repairCount: 0,
  benchmarks: [
    { documentCount: 100, chance: 0.25 },
    { documentCount: 10, chance: null },
  ],
  losses: { windowTokens: [], reading: { minimum: 16, maximum: 64 } },
  hasSpeed: false,
};

/** How often the text is read: what remains of the time without the requests, 10 s for each reading. */
function countReadings(study: StudyToEstimate): number {
  const { seconds, removals } = estimateStudy(study);
  return ((seconds ?? Number.NaN) - ((removals + 1) * 410) / 50) / 10;
}

describe('estimateStudy', () => {
  it('counts one reading of the text for scores, and every request of the dense and each pruned model', () => {
    // 3 counts of block influence, 3 × 5 of the random control; 100 × 4 + 10 requests each, and once more for the dense model.
    expect(estimateStudy(STUDY)).toEqual({ seconds: expect.closeTo(10 + (19 * 410) / 50, 9), removals: 18, isScaled: false });
    expect(estimateStudy({ ...STUDY, namedCount: 1 }).removals).toBe(19);
  });

  it.each<[name: string, changes: Partial<StudyToEstimate>, readings: number, removals: number]>([
    [
      'evolved',
      { strategies: ['evolutionary'], search: completeSettings({ searchPasses: 30, searchSeeds: [0, 1, 2] }) },
      1 + 3 * 3 * 30,
      9,
    ],
    ['iterated', { strategies: ['iterate'] }, 1 + 4, 3],
    ['iterated with repairs of whole blocks', { strategies: ['iterate-repair'], units: [['block'], ['attention']] }, 1 + 4 + 3, 3],
    ['left out one by one', { strategies: ['leave-one-out-loss'] }, 1 + 12 + 1, 3],
    ['greedy', { strategies: ['greedy-loss'] }, 1 + 12 + 11 + 10 + 9, 3],
    ['greedy over sublayers', { strategies: ['greedy-loss'], units: [['attention', 'mlp']], counts: [2, 24] }, 1 + 24 + 23, 1],
    ['repaired', { strategies: ['block-influence'], repairCount: 2 }, 1 + 2 * 2 * 3, 3 + 2 * 3],
    ['not repaired at random', { strategies: ['random-inner'], repairCount: 2 }, 1, 15],
    ['fewer than the model has', { strategies: ['reverse'], counts: [1, 12, 20] }, 1, 1],
  ])('knows how often the text is read for units that are %s', (_, changes, readings, removals) => {
    expect(countReadings({ ...STUDY, ...changes })).toBeCloseTo(readings, 9);
    expect(estimateStudy({ ...STUDY, ...changes }).removals).toBe(removals);
  });

  it('counts the losses of every pruned model on texts, as the command does', () => {
    const losses = { windowTokens: [500, 500], reading: { minimum: 16, maximum: 64 } };
    const { seconds } = estimateStudy({ ...STUDY, losses });
    const work = { tokens: 0, texts: { ...losses, changes: 18 }, speed: { forms: 0, batches: [], rounds: 0, budgetSeconds: 0 } };
    expect((seconds ?? 0) - (10 + (19 * 410) / 50)).toBeCloseTo(estimateSeconds(work, 1000), 9);
    expect(estimateSeconds(work, 1000)).toBeCloseTo(64 + 18 * 0.6 * 35.2, 9);
  });

  it('counts the speed of the whole model and of the removals of one strategy, alone and repaired, at both batch sizes', () => {
    const timed = (changes: Partial<StudyToEstimate>): number =>
      (estimateStudy({ ...STUDY, ...changes, hasSpeed: true }).seconds ?? 0) - (estimateStudy({ ...STUDY, ...changes }).seconds ?? 0);
    // 8 texts side by side: 5 rounds × 4 runs × (8 × 256 + 32 × (15 + 8)) tokens = 55.68 s are more than the budget of 20 s.
    const ofForm = 20 + 55.68;
    expect(timed({})).toBeCloseTo(4 * ofForm, 9);
    expect(timed({ repairCount: 2 })).toBeCloseTo((1 + 3 * 3) * ofForm, 9);
    expect(timed({ strategies: ['random-inner'] })).toBeCloseTo(ofForm, 9);
  });

  it('scales the time of another model by parameters when this one was never measured', () => {
    const estimate = estimateStudy({ ...STUDY, speed: FRESH, reference: SPEED });
    expect(estimate.isScaled).toBe(true);
    expect(estimate.seconds).toBeCloseTo(4 * (10 + (19 * 410) / 50), 9);
  });

  it('names no time where nothing was measured, and still counts', () => {
    expect(estimateStudy({ ...STUDY, speed: FRESH })).toMatchObject({ seconds: null, removals: 18 });
  });
});

describe('countRequests', () => {
  it('is one per answer, or one per document of a text', () => {
    expect(countRequests({ documentCount: 160, chance: 0.5 })).toBe(320);
    expect(countRequests({ documentCount: 160, chance: 1 / 3 })).toBe(480);
    expect(countRequests({ documentCount: 160, chance: null })).toBe(160);
  });
});

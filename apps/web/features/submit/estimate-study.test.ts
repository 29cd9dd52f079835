import { describe, expect, it } from '@jest/globals';
import { createRemoval } from '@lamina/plans';
import { countRequests, estimateStudy, type StudyToEstimate } from './estimate-study.ts';

const SPEED = { tokensPerSecond: 1000, requestsPerSecond: 50, tokensSpread: null, requestsSpread: null, parameterCount: 1e6 };
const FRESH = { tokensPerSecond: null, requestsPerSecond: null, tokensSpread: null, requestsSpread: null, parameterCount: 4e6 };
const STUDY: StudyToEstimate = {
  blockCount: 12,
  speed: SPEED,
  reference: null,
  calibration: { tokenCount: 10_000, windowCount: 40 },
  strategies: ['block-influence', 'random-inner'],
  units: [['block']],
  counts: [1, 2, 4],
  named: null,
  seedCount: 5,
  search: { passes: 100, seedCount: 1 },
  repairs: { count: 0, text: { tokenCount: 4_000, windowCount: 16 } },
  benchmarks: [
    { documentCount: 100, chance: 0.25 },
    { documentCount: 10, chance: null },
  ],
};
const stepsOf = (study: StudyToEstimate) => Object.fromEntries(estimateStudy(study).steps.map((step) => [step.name, step]));

describe('estimateStudy', () => {
  it('counts one pass over the text for scores, and every request of the dense and each pruned model', () => {
    const estimate = estimateStudy(STUDY);
    // 3 counts of block influence, 3 × 5 of the random control; 100 × 4 + 10 requests each, and once more for the dense model.
    expect(estimate.removals).toBe(18);
    expect(estimate.passes).toBe(40 + 19 * 410);
    expect(estimate.seconds).toBeCloseTo(10 + (19 * 410) / 50, 9);
    expect(estimate.basis).toBe('measured');
  });

  it('evaluates named units as one more pruned model', () => {
    const estimate = estimateStudy({ ...STUDY, named: createRemoval({ blocks: [1] }) });
    expect([estimate.removals, estimate.passes]).toEqual([19, 40 + 20 * 410]);
  });

  it('reads the text in each search as often as it may, and evaluates the choice of every seed', () => {
    const study: StudyToEstimate = { ...STUDY, strategies: ['evolutionary'], search: { passes: 30, seedCount: 3 } };
    expect(stepsOf(study).evolved?.passes).toBe(3 * STUDY.counts.length * 30 * 40);
    expect(estimateStudy(study).removals).toBe(3 * STUDY.counts.length);
  });

  it('solves each repair of whole blocks on its text twice, and evaluates it; random draws, sublayers and further seeds are not repaired', () => {
    const repairs = { ...STUDY.repairs, count: 2 };
    const study: StudyToEstimate = {
      ...STUDY,
      strategies: ['block-influence', 'evolutionary', 'iterate-repair', 'random-inner'],
      units: [['block'], ['attention']],
      search: { passes: 1, seedCount: 2 },
    };
    // Three counts of block influence and of the first seed.
    const repaired = 2 * 2 * 3;
    const whole = estimateStudy({ ...study, repairs });
    expect(whole.removals - estimateStudy(study).removals).toBe(repaired);
    expect(whole.steps.find(({ name }) => name === 'repair')).toMatchObject({
      passes: 2 * repaired * 16,
      seconds: (2 * repaired * 4_000) / 1000,
    });
    // Named blocks are repaired, a named attention is not.
    const removalsOf = (named: StudyToEstimate['named']) => estimateStudy({ ...study, repairs, named }).removals;
    expect(removalsOf(createRemoval({ blocks: [1] }))).toBe(whole.removals + 3);
    expect(removalsOf(createRemoval({ attention: [1] }))).toBe(whole.removals + 1);
    expect(stepsOf(study)).not.toHaveProperty('repair');
  });

  it('reads the text once for each iterated removal, and a hundred times for each search', () => {
    const steps = stepsOf({ ...STUDY, strategies: ['iterate', 'evolutionary'] });
    expect(steps.iterative?.passes).toBe(4 * 40);
    expect(steps.evolved?.passes).toBe(STUDY.counts.length * 100 * 40);
  });

  it('reads the text twice for each iterated removal that is repaired, but for the first, and only of whole blocks', () => {
    const study: StudyToEstimate = { ...STUDY, units: [['block'], ['attention']], strategies: ['iterate', 'iterate-repair'] };
    expect(stepsOf(study).repaired?.passes).toBe((4 + 3) * 40);
    // Three counts of each: the removal alone of blocks and of attentions, and the repaired one of blocks.
    expect(estimateStudy(study).removals).toBe(3 * 3);
  });

  it('tries every block once for leave-one-out, and every block left at each step of the greedy search', () => {
    const steps = stepsOf({ ...STUDY, strategies: ['leave-one-out-loss', 'greedy-loss'] });
    expect(steps['leave-one-out']?.passes).toBe(12 * 40);
    expect(steps.greedy?.passes).toBe((12 + 11 + 10 + 9) * 40);
    expect(steps.greedy?.seconds).toBeCloseTo(42 * 10, 9);
  });

  it('counts each set of kinds of units by itself; strategies that choose whole blocks only leave other sets out', () => {
    const units: StudyToEstimate['units'] = [['block'], ['attention', 'mlp']];
    const study: StudyToEstimate = { ...STUDY, units, counts: [2, 20], strategies: ['angular-span', 'leave-one-out-loss', 'greedy-loss'] };
    const steps = stepsOf(study);
    // Blocks, attentions and MLPs; 2 of 12 blocks, and 20 of 24 halves.
    expect(steps['leave-one-out']?.passes).toBe(3 * 12 * 40);
    expect(steps.greedy?.passes).toBe((12 + 11 + 20 * 24 - (19 * 20) / 2) * 40);
    // Of blocks one removal for each strategy, of halves two for each but the angular span.
    expect(estimateStudy(study).removals).toBe(3 + 2 * 2);
    expect(stepsOf({ ...study, strategies: ['evolutionary', 'iterate'] })).toMatchObject({
      evolved: { passes: 3 * 100 * 40 },
      iterative: { passes: (2 + 20) * 40 },
    });
  });

  it('leaves out counts that are too large for the model', () => {
    expect(estimateStudy({ ...STUDY, strategies: ['reverse'], counts: [1, 12, 20] }).removals).toBe(1);
  });

  it('scales the time of another model by parameters when this one was never measured', () => {
    const estimate = estimateStudy({ ...STUDY, speed: FRESH, reference: SPEED });
    expect(estimate.basis).toBe('scaled');
    expect(estimate.seconds).toBeCloseTo(4 * (10 + (19 * 410) / 50), 9);
  });

  it('gives the time at the slow and the fast end of past speeds, step by step', () => {
    const speed = { ...SPEED, tokensSpread: { low: 500, high: 2000 }, requestsSpread: { low: 25, high: 100 } };
    const steps = stepsOf({ ...STUDY, speed });
    expect(steps.score).toMatchObject({ seconds: 10, interval: { low: 5, high: 20 } });
    expect(steps.evaluate?.interval).toEqual({ low: (19 * 410) / 100, high: (19 * 410) / 25 });
  });

  it('knows no range for a time that is scaled from another model', () => {
    const reference = { ...SPEED, tokensSpread: { low: 500, high: 2000 }, requestsSpread: { low: 25, high: 100 } };
    const intervals = estimateStudy({ ...STUDY, speed: FRESH, reference }).steps.map(({ interval }) => interval);
    expect(intervals).toEqual([null, null]);
  });

  it('names no time where nothing was measured, and still counts', () => {
    expect(estimateStudy({ ...STUDY, speed: FRESH })).toMatchObject({ seconds: null, basis: 'none', passes: 40 + 19 * 410 });
  });
});

describe('countRequests', () => {
  it('is one per answer, or one per document of a text', () => {
    expect(countRequests({ documentCount: 160, chance: 0.5 })).toBe(320);
    expect(countRequests({ documentCount: 160, chance: 1 / 3 })).toBe(480);
    expect(countRequests({ documentCount: 160, chance: null })).toBe(160);
  });
});

import { describe, expect, it } from '@jest/globals';
import { EFFORTS } from './effort.ts';
import { describeAnswerTime, estimateSeconds, planAnswerWork, predictTokensPerSecond } from './estimate-seconds.ts';

const NO_SPEED = { forms: 0, batches: [1], rounds: 5, budgetSeconds: 20 };
const NO_TEXTS = { windowTokens: [], reading: { minimum: 16, maximum: 64 }, changes: 0 };

describe('estimateSeconds', () => {
  it('is the time of all tokens at the speed of the machine', () => {
    expect(estimateSeconds({ tokens: 5000, texts: NO_TEXTS, speed: NO_SPEED }, 100)).toBe(50);
  });

  it('reads every window with the whole model, and with each change a part of them', () => {
    // The whole model 64 windows; 10 changes 16 + 0.4 × 48 = 35.2 windows each, at 0.6 of a pass.
    const texts = { windowTokens: [512, 256], reading: { minimum: 16, maximum: 64 }, changes: 10 };
    expect(estimateSeconds({ tokens: 0, texts, speed: NO_SPEED }, 768)).toBeCloseTo(64 + 10 * 0.6 * 35.2, 9);
    // Where hopeless changes are not read on, 16 + 0.1 × 48 = 20.8.
    const hoping = { ...texts, reading: { ...texts.reading, hope: 0.3 } };
    expect(estimateSeconds({ tokens: 0, texts: hoping, speed: NO_SPEED }, 768)).toBeCloseTo(64 + 10 * 0.6 * 20.8, 9);
  });

  it('measures speed for the whole budget, and no less than its rounds take', () => {
    const timed = (speed: object, tokensPerSecond: number) =>
      estimateSeconds({ tokens: 0, texts: NO_TEXTS, speed: { ...NO_SPEED, ...speed } }, tokensPerSecond);
    expect(timed({ forms: 3, batches: [1, 8] }, 1e9)).toBe(3 * 2 * 20);
    // A round: two models, each twice, 256 tokens of a prompt and 32 steps that cost 15 + 1 tokens.
    expect(timed({ forms: 1, rounds: 3, budgetSeconds: 0 }, 768)).toBe(3 * 4);
  });
});

describe('planAnswerWork', () => {
  it('adds units alone, all benchmarks of the whole model, and those that are asked of the named change', () => {
    const work = planAnswerWork({
      effort: EFFORTS.standard,
      units: 90,
      windowTokens: [512, 512],
      benchmarkTokens: [100, 3000, 200],
      forms: 0,
      roundings: 0,
    });
    // Two windows of each unit at half a pass; the two longest benchmarks of the named change.
    expect(work.tokens).toBe(2 * 90 * 0.5 * 512 + 3300 + 3200);
    expect(work.texts).toMatchObject({ changes: 13, reading: { minimum: 4, maximum: 24 } });
    expect(work.speed).toMatchObject({ forms: 1, batches: [1], rounds: 3 });
  });

  it('asks benchmarks of every change where the effort says so', () => {
    const { tokens } = planAnswerWork({
      effort: EFFORTS.thorough,
      units: 0,
      windowTokens: [],
      benchmarkTokens: [100],
      forms: 0,
      roundings: 0,
    });
    expect(tokens).toBe(100 + 60 * 100);
  });
});

describe('the time of an answer', () => {
  it('counts units alone, changes on texts, benchmarks and speed', () => {
    const answer = { effort: EFFORTS.quick, units: 90, windowTokens: [512, 512, 512, 512], benchmarkTokens: [], forms: 0, roundings: 0 };
    // 45 passes for units, 4 × (12 + 7 × 0.6 × 4.8) for texts, 2 s each.
    expect(describeAnswerTime(answer, 256)).toBe('about 6 min on this machine: 90 units alone, then up to 7 changes on 4 texts');
    const one = { effort: EFFORTS.standard, units: 24, windowTokens: [256], benchmarkTokens: [9000], forms: 0, roundings: 0 };
    expect(describeAnswerTime(one, 1e6)).toMatch(/^about 1 min .* on a text, then benchmarks and speed of the named one$/);
  });

  it('is foretold from products of matrices, by the number of parameters', () => {
    expect(predictTokensPerSecond(1e9, 2e10)).toBeCloseTo(14, 9);
  });
});

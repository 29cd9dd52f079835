import { describe, expect, it } from '@jest/globals';
import { judgesChange, knowsText, tokenEntropy } from '../text-loss/judging-texts.ts';
import { intervalOfText, measureTextLoss, testAbove, testWithin, toShare } from '../text-loss/text-loss.ts';
import { canShowLoss, intervalOfTask, measureTaskLoss, showsMore } from './task-loss.ts';

describe('the loss on a text', () => {
  const windows = [
    { whole: 30, changed: 31, tokens: 10, positions: 11, agreeing: 10 },
    { whole: 64, changed: 65, tokens: 20, positions: 21, agreeing: 20 },
    { whole: 31, changed: 31.4, tokens: 10, positions: 11, agreeing: 11 },
    { whole: 15, changed: 15.6, tokens: 10, positions: 11, agreeing: 9 },
  ];

  it('is the mean over tokens, with the error of a ratio of sums', () => {
    const loss = measureTextLoss(windows);
    expect(loss.logLoss).toBeCloseTo(3 / 50, 12);
    // Residuals d − m·n of 0.4, −0.2, −0.2, 0: √(4/3 · Σ squares) ÷ 50 (measures: mean and standard error of windows).
    expect(loss.standardError).toBeCloseTo(Math.sqrt((4 / 3) * (0.16 + 0.04 + 0.04)) / 50, 12);
    expect(toShare(loss.logLoss)).toBeCloseTo(Math.exp(0.06) - 1, 12);
    expect(loss).toMatchObject({ windows: 4, tokens: 50, changedWords: expect.closeTo(4 / 54, 12) });
  });

  it("is tested by Student's t on the logarithmic scale", () => {
    const loss = { logLoss: 0.01, standardError: 0.02, windows: 5 };
    // The density of t with 4 degrees of freedom, integrated by Simpson's rule with 200,000 steps up to (ln 1.05 − 0.01) / 0.02.
    expect(testWithin(loss, 0.05)).toBeCloseTo(0.0622238315, 8);
    expect(testAbove(loss, 0.05)).toBeCloseTo(1 - 0.0622238315, 8);
    // t.ppf(0.975, 4) = 2.776445
    expect(intervalOfText(loss)?.high).toBeCloseTo(Math.exp(0.01 + 2.776445 * 0.02) - 1, 6);
  });

  it('decides nothing from one window, and everything where nothing changed', () => {
    const [one] = windows;
    const single = measureTextLoss(one === undefined ? [] : [one]);
    expect([single.standardError, testWithin(single, 9), intervalOfText(single)]).toEqual([null, 1, null]);
    const same = measureTextLoss(windows.map((window) => ({ ...window, changed: window.whole })));
    expect([testWithin(same, 0.05), testAbove(same, 0.05)]).toEqual([0, 1]);
  });

  it('refuses windows without scored tokens', () => {
    expect(() => measureTextLoss([{ whole: 0, changed: 0, tokens: 0, positions: 1, agreeing: 1 }])).toThrow('no scored token');
  });
});

describe('the loss on a benchmark', () => {
  const score = { dense: 0.6, denseStandardError: 0.02, chance: 0.25, retention: 0.9, retentionStandardError: 0.03, documents: 400 };

  it('is what is lost of the score above chance', () => {
    const loss = measureTaskLoss('quiz', score);
    expect(loss).toMatchObject({ task: 'quiz', loss: expect.closeTo(0.06 / 0.35, 12), standardError: expect.closeTo(0.018 / 0.35, 12) });
    expect(loss?.detectableLoss).toBeCloseTo((2.8 * 0.018) / 0.35, 12);
  });

  it('has an error also where no answer changed', () => {
    const loss = measureTaskLoss('quiz', { ...score, retention: 1, retentionStandardError: 0 });
    expect(loss).toMatchObject({ loss: 0, standardError: expect.closeTo(1 / 402 / 0.35, 12) });
  });

  it('is not known where the whole model is at most three standard errors above chance', () => {
    const guessing = { ...score, dense: 0.3 };
    expect([canShowLoss(guessing), measureTaskLoss('quiz', guessing)]).toEqual([false, null]);
    expect(canShowLoss({ ...score, denseStandardError: null })).toBe(false);
  });

  it('shows more than a limit only by its lower bound', () => {
    const loss = { task: 'quiz', loss: 0.1, standardError: 0.02, detectableLoss: 0.056, documents: 200 };
    expect([showsMore(loss, 0.05), showsMore(loss, 0.08), showsMore({ ...loss, standardError: null }, 0.05)]).toEqual([true, false, false]);
    expect(intervalOfTask(loss)?.low).toBeCloseTo(0.1 - 1.97196 * 0.02, 5);
  });
});

describe('texts that judge', () => {
  const [emma, wiki, guide] = [
    { text: 'emma', source: 'austen' },
    { text: 'wiki', source: 'wikipedia' },
    { text: 'guide', source: 'manual' },
  ];

  it('have another source than every text that chose or repaired the change', () => {
    const read = [
      { text: 'persuasion', source: 'austen' },
      { text: 'wiki', source: 'wikipedia' },
    ];
    const judging = [emma, wiki, guide].filter((text) => judgesChange(text, { read }));
    expect(judging).toEqual([guide]);
  });

  it('are of no source that is part of a mixture', () => {
    const read = [{ text: 'mixture', source: 'austen+wikipedia' }];
    expect([emma, wiki, guide].filter((text) => judgesChange(text, { read }))).toEqual([guide]);
  });

  it('are in a language that the model knows better than token frequencies do', () => {
    expect(tokenEntropy([1, 1, 2, 3])).toBeCloseTo(1.5 * Math.LN2, 12);
    expect([knowsText(1, 1.04), knowsText(9.7, 6.1)]).toEqual([true, false]);
  });
});

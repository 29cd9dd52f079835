import { describe, expect, it } from '@jest/globals';
import { chooseText, listFindings } from './findings.ts';
import { readRemoval } from './read-removal.fixture.ts';
import type { ReadRemoval } from './removal-cost.ts';

const NOTHING_ELSE = { candidates: [], roundings: [], scores: [] };

function sentencesOf(removals: readonly ReadRemoval[]): Readonly<Record<string, string>> {
  return Object.fromEntries(listFindings([{ key: 'm', name: 'M', removals, ...NOTHING_ELSE }]).map(({ id, sentence }) => [id, sentence]));
}

const chosen = (strategy: string, blocks: readonly number[], log: number) =>
  readRemoval({ strategy, blocks, chosenOn: 'wikipedia', logs: { austen: log } });
const drawn = (seed: number, blocks: readonly number[], factor: number) =>
  readRemoval({ strategy: 'random-inner', blocks, seed, logs: { austen: Math.log(factor) } });

describe('findings about a model', () => {
  it('say what is not measured yet, with no number', () => {
    const findings = listFindings([{ key: 'm', name: 'M', removals: [], ...NOTHING_ELSE }]);
    expect(findings).toHaveLength(8);
    for (const { sentence, text, count } of findings) {
      expect(sentence).toMatch(/^Not measured yet: /);
      expect({ text, count }).toEqual({ text: null, count: 0 });
    }
  });

  it('answer one question after the other, about all models', () => {
    const models = ['one', 'two'].map((key) => ({ key, name: key, removals: [], ...NOTHING_ELSE }));
    expect(listFindings(models).map(({ id, modelKey }) => `${id} ${modelKey}`)).toEqual(
      ['kinds', 'units', 'random', 'search', 'repair', 'texts', 'words', 'bits'].flatMap((id) => [`${id} one`, `${id} two`]),
    );
  });

  it('compare kinds of units at an equal share of the parameters', () => {
    const attention = (blocks: readonly number[], log: number) =>
      readRemoval({ strategy: 'greedy-loss', kind: 'attention', blocks, unitShare: 0.01, chosenOn: 'wikipedia', logs: { austen: log } });
    // Attentions reach 4 %. On the line from 3 % (0.06) to 6 % (0.21), blocks have 0.06 + 0.15 / 3 = 0.11 there: e^0.08 = 1.083, e^0.11 = 1.116.
    const removals = [
      attention([26], 0.01),
      attention([26, 27, 28, 29], 0.08),
      chosen('block-influence', [17], 0.06),
      chosen('block-influence', [14, 17], 0.21),
    ];
    expect(sentencesOf(removals).units).toBe(
      'With 4.0 % of its parameters removed, M has 1.08 × without attentions and 1.12 × without blocks of its perplexity on austen (cheapest of the choices measured at 4 sizes).',
    );
  });

  it('compare influence with random draws of as many units by the median of their ratios', () => {
    const removals = [
      // Geometric means: √(2 · 8) = 4 at one block, √(3 · 27) = 9 at two. By influence: 2 and 3. Ratios: 2 and 3, median e^((ln 2 + ln 3) / 2) = 2.449.
      ...[chosen('block-influence', [17], Math.log(2)), chosen('block-influence', [14, 17], Math.log(3))],
      ...[drawn(0, [5], 2), drawn(1, [9], 8), drawn(0, [5, 6], 3.1), drawn(1, [9, 8], 81 / 3.1)],
    ];
    expect(sentencesOf(removals).random).toBe(
      'Random inner units of M leave a median of 2.4 × the perplexity on austen that as many units by influence leave (2 × to 3 ×, 2 sizes, 4 draws); influence costs less than every draw at 1 of 2 sizes.',
    );
  });

  it('compare influence with the best other choice of as many units', () => {
    const removals = [
      // Ratios: e^0.2 = 1.221, e^0.1 = 1.105 and e^−0.1 = 0.905.
      ...[chosen('block-influence', [1], 0.3), chosen('block-influence', [1, 2], 0.4), chosen('block-influence', [1, 2, 3], 0.5)],
      ...[chosen('greedy-loss', [4], 0.1), chosen('greedy-loss', [4, 5], 0.3), chosen('greedy-loss', [4, 5, 6], 0.6)],
    ];
    expect(sentencesOf(removals).search).toBe(
      'Influence leaves M a median of 1.11 × the perplexity on austen that the best other choice of as many units leaves (0.905 × to 1.22 ×, 3 sizes); the other costs less at 2 of 3 sizes.',
    );
  });

  it('judge a repair by sources that did not solve it, and show its own source beside', () => {
    const repair = { kind: 'linear', source: 'wikipedia' };
    const removals = [
      readRemoval({ strategy: 'block-influence', blocks: [14, 17], logs: { austen: 0.4, 'django-code': 0.5, wikipedia: 0.2 } }),
      // Taken back: 1 − 0.3 / 0.4 = 25 %, 1 − 0.6 / 0.5 = −20 %, and 1 − 0.02 / 0.2 = 90 % on its own source.
      readRemoval({ strategy: 'block-influence', blocks: [14, 17], repair, logs: { austen: 0.3, 'django-code': 0.6, wikipedia: 0.02 } }),
    ];
    expect(sentencesOf(removals).repair).toBe(
      'Repairs of M (linear) take back a median of 3 % of the lost log perplexity on austen and django-code where another source solved them (−20 % to 25 %, 2 losses), and 90 % on their own source (90 % to 90 %, 1 loss).',
    );
  });

  it('compare the texts of one change, and leave random draws out', () => {
    const removals = [
      readRemoval({ strategy: 'block-influence', blocks: [17], logs: { austen: 0.1, wikipedia: 0.2 } }),
      // The same change by another strategy counts once.
      readRemoval({ strategy: 'leave-one-out-loss', blocks: [17], logs: { austen: 0.1, wikipedia: 0.2 } }),
      readRemoval({ strategy: 'block-influence', blocks: [14, 17], logs: { austen: 0.2, wikipedia: 0.5 } }),
      readRemoval({ strategy: 'random-inner', blocks: [3, 4], seed: 0, logs: { austen: 0.2, wikipedia: 5 } }),
    ];
    // Spreads: e^0.1 = 1.105 and e^0.3 = 1.350, median e^0.2 = 1.221.
    expect(sentencesOf(removals).texts).toBe(
      'The factor by which one removal raises the perplexity of M is a median of 1.22 × as large on its worst text as on its best (1.11 × to 1.35 ×, 2 removals on austen and wikipedia); the worst is most often wikipedia, in 2 of them.',
    );
  });

  it('say how many next words change where the loss is small', () => {
    const of = (blocks: readonly number[], log: number, changedWords: number) =>
      readRemoval({ strategy: 'block-influence', blocks, logs: { austen: log }, changedWords });
    // 5 % more perplexity is 0.0488 on the logarithm, so 0.05 is above it.
    expect(sentencesOf([of([1], 0.01, 0.02), of([2], 0.048, 0.06), of([3], 0.05, 0.5)]).words).toBe(
      'Where a removal of M costs at most 5 % more perplexity on austen, a median of 4.0 % of the most likely next tokens change (2.0 % to 6.0 %, 2 losses).',
    );
    expect(sentencesOf([of([3], 0.05, 0.5)]).words).toBe('Not among 1 loss: a removal of M that costs at most 5 % more perplexity.');
  });

  it('take the text that judges most removals', () => {
    const onOwnSource = readRemoval({
      strategy: 'block-influence',
      blocks: [1],
      chosenOn: 'austen',
      logs: { austen: 0.1, wikipedia: 0.1 },
    });
    expect(chooseText([onOwnSource])).toBe('wikipedia');
    expect(chooseText([])).toBeNull();
  });
});

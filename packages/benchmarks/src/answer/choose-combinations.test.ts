import { describe, expect, it } from '@jest/globals';
import type { AnswerCandidate } from './answer-model.ts';
import { chooseCombinations } from './choose-combinations.ts';

const QUESTION = { limit: 0.1, save: 'bytes', fit: null } as const;

/** @param loss added to the logarithm of perplexity on the worst of two texts */
function measured(name: string, loss: number, bytesAfter: number): Pick<AnswerCandidate, 'saved' | 'texts'> & { readonly name: string } {
  const text = {
    text: 'a',
    source: 'a',
    contextTokens: 512,
    judges: true,
    windows: 16,
    tokens: 8176,
    standardError: 0.001,
    changedWords: 0,
  };
  const sizes = { bytesBefore: 1000, bytesAfter, parametersBefore: 1000, parametersAfter: 1000 };
  return {
    name,
    texts: [loss - 0.01, loss].map((logLoss) => ({ ...text, logLoss })),
    saved: { ...sizes, cacheBytesPerTokenBefore: null, cacheBytesPerTokenAfter: null, speed: null },
  };
}

const PARTS = {
  removals: [measured('attention', 0.02, 950), measured('blocks', 0.09, 700), measured('nothing saved', 0, 1000)],
  forms: [measured('Q8_0', 0.001, 800), measured('Q4_0', 0.06, 500)],
  words: [measured('latin', 0.01, 600), { ...measured('not measured', 0, 100), texts: [] }],
};

function choose(question: Parameters<typeof chooseCombinations>[1], count: number): readonly string[] {
  return chooseCombinations(PARTS, question, count).map(
    ({ removal, form, words }) => [removal, form, words].map((part) => part?.name ?? '-').join(' '), // A part that is not there.
  );
}

describe('chooseCombinations', () => {
  it('takes what saves most among those whose losses add up to the limit: the best of each kinds first', () => {
    // ln 1.1 = 0.0953. Left: 0.95 × 0.5 × 0.6 of the file, 0.5 × 0.6, 0.95 × 0.5; every other pair leaves more than Q4_0 alone, or loses too much.
    expect(choose(QUESTION, 9)).toEqual([
      'attention Q4_0 latin',
      '- Q4_0 latin',
      'attention Q4_0 -',
      'attention Q8_0 latin',
      '- Q8_0 latin',
    ]);
    expect(choose(QUESTION, 1)).toEqual(['attention Q4_0 latin']);
  });

  it('takes none that is predicted to be no better than a change alone', () => {
    expect(choose({ ...QUESTION, limit: 0.005 }, 9)).toEqual([]);
  });

  it('takes what loses least among those that fit a size, whatever they lose', () => {
    expect(choose({ ...QUESTION, limit: 0.001, fit: 0.31 }, 2)).toEqual(['- Q4_0 latin', 'attention Q4_0 latin']);
    expect(choose({ ...QUESTION, limit: 0.001, fit: 310 }, 2)).toEqual(['- Q4_0 latin', 'attention Q4_0 latin']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { applyFilter } from './apply-filter.ts';
import type { FilterStep } from './filter-pipeline.ts';

/** Expected readings: the filter classes of lm-evaluation-harness 0.4.13 on the same texts, in Python 3.11. */
const readAll = (step: FilterStep, answers: readonly string[], options: readonly string[] = []) =>
  answers.map((answer) => applyFilter({ name: 'f', steps: [step] }, answer, options));

describe('multi_choice_regex', () => {
  const step = {
    function: 'multi_choice_regex',
    pattern: '(\\([A-Z]\\))',
    groupSelect: 0,
    fallback: '[invalid]',
    ignoreCase: true,
    ignorePunctuation: true,
  } as const;
  const options = ['Guilty', 'Guilty of Romance', '"No way", he said'];
  const answers = [
    'I say (B).',
    'first (A) then (C)',
    'It is guilty of romance, I think.',
    'it is GUILTY',
    'No way he said',
    'The answer is: C',
    'answer:\n B or: A',
    'none of it',
    '',
    '(b) maybe',
    'the answer is: Q',
  ];

  it('reads a letter in brackets, else an option, else the letter behind a colon', () => {
    const none = Array(4).fill('[invalid]');
    expect(readAll(step, answers, options)).toEqual(['(B)', '(A)', '(B)', '(A)', '(C)', '(C)', '(B)', ...none]);
    expect(readAll({ ...step, groupSelect: -1 }, answers, options)).toEqual(['(B)', '(C)', '(B)', '(A)', '(C)', '(C)', '(A)', ...none]);
  });

  it('leaves out ignored parts of options and answers, and finds nothing without options', () => {
    const { ignoreCase: _case, ignorePunctuation: _punctuation, ...exact } = step;
    expect(readAll({ ...exact, regexesToIgnore: ['of '] }, ['Guilty Romance', 'guilty'], options)).toEqual(['(B)', '[invalid]']);
    expect(readAll(exact, ['yes', ': A'])).toEqual(['[invalid]', '[invalid]']);
  });
});

describe('map_regex', () => {
  it('reads the value of the first matching pattern', () => {
    const step = {
      function: 'map_regex',
      values: [
        ['\\b(no|not plausible)\\b', 'no'],
        ['\\b(yes|plausible)\\b', 'yes'],
      ],
      groupSelect: 0,
      fallback: '[invalid]',
      ignoreCase: true,
    } as const;
    const answers = ['No, it is plausible.', 'NOT plausible', 'plausible', 'well', '', 'yes and no'];
    expect(readAll(step, answers)).toEqual(['no', 'no', 'yes', '[invalid]', '[invalid]', 'yes']);
    expect(readAll({ ...step, groupSelect: -1 }, answers)).toEqual(['yes', 'no', 'yes', '[invalid]', '[invalid]', 'no']);
  });
});

describe('number_regex', () => {
  const step = { function: 'number_regex', pattern: '([-0-9]+)', groupSelect: 0, fallback: '[invalid]' } as const;

  it.each([
    ['It is 12, not -7.', '12'],
    ['twenty pigs', '20'],
    ['Two hundred and twelve', '212'],
    ['three thousand five hundred and one', '3501'],
    ['five million two thousand and eleven', '5002011'],
    ['one hundred thousand', '100000'],
    ['eight and eighty', '88'],
    // The next ones are peculiarities of the harness.
    ['six', '[invalid]'],
    ['six hundred and ten', '1000'],
    ['sixty sixty sixty', '3660'],
    ['none', '1'],
    ['twenty-one', '-'],
    ['', '[invalid]'],
  ])('reads %j as %s', (answer, expected) => {
    expect(readAll(step, [answer])).toEqual([expected]);
  });

  it('reads the last number where it is asked to', () => {
    expect(readAll({ ...step, groupSelect: -1 }, ['It is 12, not -7.'])).toEqual(['-7']);
  });

  it('takes words that make no number, over which the harness fails, for no answer', () => {
    expect(readAll(step, ['two million thousand', 'one,two'])).toEqual(['[invalid]', '[invalid]']);
  });
});

describe('word_sort', () => {
  it('puts the words in the order in which they are named last', () => {
    const answers = ['fig pear plum; sorted: fig, plum and pear', 'plums', 'pear pear', ''];
    expect(readAll({ function: 'word_sort' }, answers, ['pear', 'fig', 'plum'])).toEqual(['fig plum pear', '', 'pear', '']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { compilePythonRegex } from './python-regex.ts';

const findAll = (pattern: string, text: string) =>
  [...text.matchAll(compilePythonRegex(pattern))].map(([whole, ...groups]) =>
    groups.length > 0 ? groups.map((group) => group ?? '') : whole,
  );

describe('compilePythonRegex', () => {
  // Expected: re.findall of Python 3.11 (a single group as a list of one).
  it.each([
    ['#### (\\-?[0-9\\.\\,]+)', 'a #### -1,234.5 b #### 7', [['-1,234.5'], ['7']]],
    [
      '(-?[$0-9.,]{2,})|(-?[0-9]+)',
      'it is $1,200. or 7',
      [
        ['$1,200.', ''],
        ['', '7'],
      ],
    ],
    ['(?<=the answer is )(.*)(?=.)', 'So the answer is (B).\nNext', [['(B)']]],
    ['[^]a]+', 'x]ya', ['x', 'y']],
    ['\\bword$', 'a word\n', ['word']],
    ['(?P<n>\\d+)x{,2}', '12xxx', [['12']]],
    ['(?i)yes|no', 'YES No', ['YES', 'No']],
    ['(?s).*#### ', 'a\nb #### c\nd #### 5', ['a\nb #### c\nd #### ']],
    ['a{b', 'a{b', ['a{b']],
    ['.', 'x\u2028\n', ['x', '\u2028']],
    ['\\w+', 'naïve_9 – é', ['naïve_9', 'é']],
  ])('finds what Python finds with %j', (pattern, text, expected) => {
    expect(findAll(pattern, text)).toEqual(expected);
  });

  it.each(['(', '(?x)a b', '\\Qx', '(?P=n)'])('refuses %j in words', (pattern) => {
    expect(() => compilePythonRegex(pattern)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});

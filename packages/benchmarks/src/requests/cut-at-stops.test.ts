import { describe, expect, it } from '@jest/globals';
import { exactMatch } from '../metrics/exact-match.ts';
import { cutAtStops } from './cut-at-stops.ts';

describe('cutAtStops', () => {
  it('keeps the text before the first stop that occurs', () => {
    expect(cutAtStops(' Cairo\nQ: next\n', ['\n', 'Q:'])).toBe(' Cairo');
    expect(cutAtStops('a Q: b\n', ['\n', 'Q:', ''])).toBe('a ');
    expect(cutAtStops('no stop', ['\n'])).toBe('no stop');
  });
});

describe('exactMatch', () => {
  it.each([
    ['Oslo', ['oslo'], {}, 0],
    ['Oslo!', ['oslo'], { ignoreCase: true, ignorePunctuation: true }, 1],
    ['So #### 1,234.', ['x\n#### 1234'], { regexesToIgnore: [',', '(?s).*#### ', '\\.$'] }, 1],
    ['b2', ['a', 'b1'], { ignoreNumbers: true }, 1],
    ['a–b', ['ab'], { ignorePunctuation: true }, 0],
  ])('compares %j with %j under %j', (answer, references, options, expected) => {
    expect(exactMatch(answer, references, options)).toBe(expected);
  });
});

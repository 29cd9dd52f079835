import { expect, it } from '@jest/globals';
import { cutPassages } from './passages.ts';

it('passages end after their last white space, count characters beyond the BMP once, and join to the text', () => {
  const words = `${'word '.repeat(300)}end`;
  const passages = cutPassages(words);
  expect(passages.map(({ length }) => length)).toEqual([1020, 483]);
  expect(passages.join('')).toBe(words);
  expect(cutPassages('😀'.repeat(1025)).map((passage) => Array.from(passage).length)).toEqual([1024, 1]);
  expect(cutPassages('')).toEqual([]);
});

import { expect, it } from '@jest/globals';
import { formatIndices } from './format.ts';

it('writes runs of three and more blocks as ranges', () => {
  expect(formatIndices([0, 1, 2, 5, 7, 8])).toBe('0–2, 5, 7, 8');
  expect(formatIndices([])).toBe('none');
});

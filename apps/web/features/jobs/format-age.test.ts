import { describe, expect, it } from '@jest/globals';
import { formatAge } from './format-duration.ts';

describe('formatAge', () => {
  it('names the largest unit that says enough', () => {
    expect([-1, 4.7, 180, 7200, 200_000].map(formatAge)).toEqual(['just now', '4 s ago', '3 min ago', '2 h ago', '2 d ago']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { formatSeconds } from './format.ts';

describe('formatSeconds', () => {
  it('rounds to what an estimate can say', () => {
    expect([0.2, 20.4, 89.6, 240, 5400, 5460, 190_800].map(formatSeconds)).toEqual([
      'under 1 s',
      '20 s',
      '90 s',
      '4 min',
      '1 h 30 min',
      '1 h 31 min',
      '2 d 5 h',
    ]);
  });
});

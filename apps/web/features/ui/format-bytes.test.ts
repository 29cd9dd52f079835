import { describe, expect, it } from '@jest/globals';
import { formatBytes } from './format.ts';
import { MACHINE_NUMBERS } from './numbers.ts';

describe('formatBytes', () => {
  it('keeps three digits in binary units', () => {
    expect([0, 1023, 1024, 1_310_720, 5_368_709_120].map((bytes) => formatBytes(bytes, MACHINE_NUMBERS))).toEqual([
      '0 B',
      '1,023 B',
      '1 KiB',
      '1.25 MiB',
      '5 GiB',
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseSize } from './parse-size.ts';

describe('a size', () => {
  it.each([
    ['80MB', 80e6],
    ['1.5 GB', 1.5e9],
    ['900MiB', 900 * 2 ** 20],
    ['1000b', 1000],
  ])('%s is in bytes', (text, bytes) => {
    expect(parseSize(text)).toEqual({ bytes, share: null });
  });

  it.each(['80%', '80 %'])('%s is a share of the file', (text) => {
    expect(parseSize(text)).toEqual({ bytes: null, share: 0.8 });
  });

  it.each(['80', '120%', '0MB', 'small', '-5%'])('refuses %s', (text) => {
    expect(() => parseSize(text)).toThrow('80MB');
  });
});

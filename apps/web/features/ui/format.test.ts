import { expect, it } from '@jest/globals';
import { countOf, formatBytes, formatIndices, formatSeconds, keepUnits } from './format.ts';

it('writes runs of three and more blocks as ranges', () => {
  expect([[0, 1, 2, 5, 7, 8], []].map(formatIndices)).toEqual(['0–2, 5, 7, 8', 'none']);
});

it('writes bytes with three digits in decimal units', () => {
  expect([0, 999, 1000, 98_362_432, 5_368_709_120].map(formatBytes)).toEqual(['0 B', '999 B', '1 kB', '98.4 MB', '5.37 GB']);
});

it('rounds durations to what an estimate can say', () => {
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

it('counts with a separator; one is not many, and none is', () => {
  expect([countOf(1, 'model'), countOf(0, 'model'), countOf(1200, 'model')]).toEqual(['1 model', '0 models', '1,200 models']);
});

it('keeps a number and its unit on one line', () => {
  expect(keepUnits('−4.9 % at 1.15 × with 180 MB of 3 models')).toBe('−4.9\u00a0% at 1.15\u00a0× with 180\u00a0MB of 3 models');
});

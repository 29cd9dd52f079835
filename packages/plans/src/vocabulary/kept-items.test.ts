import { describe, expect, it } from '@jest/globals';
import { readKeptItems, writeKeptItems } from './kept-items.ts';

describe('a kept vocabulary', () => {
  it.each([
    ['latin,han', { classes: ['latin', 'han'], texts: [], most: null }],
    ['ascii,wikipedia,65536', { classes: ['ascii'], texts: ['wikipedia'], most: 65536 }],
    ['wikipedia', { classes: [], texts: ['wikipedia'], most: null }],
    ['', { classes: [], texts: [], most: null }],
  ])('%s is read and written', (keep, items) => {
    expect(readKeptItems(keep)).toEqual(items);
    expect(writeKeptItems(items)).toBe(keep);
  });

  it('has a number at its end only', () => {
    expect(readKeptItems('65536,latin')).toEqual({ classes: ['latin'], texts: ['65536'], most: null });
  });
});

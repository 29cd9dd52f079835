import { describe, expect, it } from '@jest/globals';
import { describeLost } from './describe-lost.ts';

describe('describeLost', () => {
  it('names the classes that go, the largest first, and those of which some stay', () => {
    const coverage = [
      { class: 'special', tokens: 9, kept: 3 },
      { class: 'ascii', tokens: 100, kept: 100 },
      { class: 'han', tokens: 300, kept: 1 },
      { class: 'old_italic', tokens: 5, kept: 0 },
      { class: 'emoji', tokens: 50, kept: 0 },
      { class: 'latin', tokens: 80, kept: 20 },
      { class: 'symbol', tokens: 3203, kept: 1185 },
    ];
    expect(describeLost(coverage)).toBe(
      'It can no longer write Han, emoji and Old Italic, except byte by byte. It keeps 1,185 of 3,203 tokens with symbols and 20 of 80 tokens with letters with accents, and spells the others with smaller tokens.',
    );
  });

  it('says so where nothing that writes goes', () => {
    expect(describeLost([{ class: 'unused', tokens: 9, kept: 0 }])).toBe('It writes everything that it wrote before.');
  });
});

import { describe, expect, it } from '@jest/globals';
import { describeWords, listWordBars, type TokenClassFacts } from './read-words.ts';

const classOf = (name: string, rows: number, count: number, bytes: number | null = 2 * rows): TokenClassFacts => ({
  ...{ name, rows, bytes },
  occurrences: [
    { text: 'austen', count },
    { text: 'wikipedia', count: 0 },
  ],
});

describe('the tokens of a model', () => {
  it('have a bar for each of the largest classes, and one for all others', () => {
    const scripts = Array.from({ length: 14 }, (_, place) => classOf(`script_${place}`, 100 - place, 1));
    const bars = listWordBars(scripts);
    expect(bars).toHaveLength(13);
    expect(bars[0]).toEqual({ label: 'Script 0', rows: 100, bytes: 200, count: 1 });
    expect(bars[12]).toEqual({ label: '2 other classes', rows: 88 + 87, bytes: 2 * (88 + 87), count: 2 });
    expect(listWordBars([classOf('han', 3, 0, null)])).toEqual([{ label: 'Han', rows: 3, bytes: null, count: 0 }]);
  });

  it('are named where they hardly occur, unless they write no characters and always stay', () => {
    const used = classOf('ascii', 500, 10_000);
    expect(
      describeWords([used, classOf('han', 300, 1), classOf('cyrillic', 100, 0), classOf('thai', 50, 0), classOf('special', 50, 0)]),
    ).toBe('Han, Cyrillic and 1 other class: 45 % of the tokens, which hardly occur in the texts');
    expect(describeWords([classOf('emoji', 500, 0), used])).toBe('Emoji: 50 % of the tokens, which hardly occur in the texts');
    expect(describeWords([used, classOf('special', 3, 0)])).toBe('The texts use every kind of token');
  });
});

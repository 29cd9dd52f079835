import { describe, expect, it } from '@jest/globals';
import type { TextWindows } from '@lamina/models';
import { bytesOfText, type Vocabulary } from '@lamina/plans';
import { listRules } from './plan-vocabularies.ts';

/** Ids: 0 ASCII, 1 Greek, 2 Han, 3 Cyrillic, 4 digits. */
const VOCABULARY: Vocabulary = {
  place: 'here',
  tokens: ['the', 'λόγος', '水', 'мир', '7'].map((spelling) => ({
    spelling,
    bytes: bytesOfText(spelling),
    kind: 'normal',
    isByte: false,
  })),
  builder: { kind: 'ranks', ranks: new Map() },
  named: new Set(),
};

const textOf = (text: string, ids: readonly number[]): TextWindows => ({
  ...{ text, source: text, contextTokens: ids.length, idsSha256: '' },
  windows: [{ ids, document: 0 }],
});
const PLAIN = textOf('plain', [...Array.from({ length: 5000 }, () => 0), 4, 4]);

describe('listRules', () => {
  it('keeps ASCII or Latin where nothing else occurs', () => {
    expect(listRules([PLAIN], VOCABULARY)).toEqual([
      { keep: 'ascii', read: [] },
      { keep: 'latin', read: [] },
    ]);
  });

  it('adds scripts that occur here and there one by one, the most frequent first; texts that ask for them do not judge', () => {
    const [greek, both] = [textOf('greek', [0, 1, 1]), textOf('both', [1, 3])];
    const rules = listRules([PLAIN, greek, both], VOCABULARY);
    expect(rules.map(({ keep }) => keep)).toEqual(['ascii', 'latin', 'latin,greek', 'latin,greek,cyrillic']);
    expect(rules.map(({ read }) => read.map(({ text }) => text))).toEqual([[], [], ['greek', 'both'], ['greek', 'both']]);
  });

  it('keeps every script that is frequent', () => {
    expect(listRules([PLAIN, textOf('chinese', [2, 2, 2, 2, 2, 2])], VOCABULARY)).toEqual([{ keep: 'latin,han', read: [] }]);
  });
});

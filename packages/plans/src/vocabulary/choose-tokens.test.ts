import { describe, expect, it } from '@jest/globals';
import { chooseTokens, type TokenChoice } from './choose-tokens.ts';
import { findTokenClass } from './token-class.ts';
import { bytesOfText, keyOfMerge, type TokenKind, type Vocabulary, type VocabularyToken } from './vocabulary.ts';

const token = (text: string, kind: TokenKind = 'normal'): VocabularyToken => ({
  spelling: text,
  bytes: bytesOfText(text),
  kind,
  isByte: false,
});
const raw = (...bytes: readonly number[]): VocabularyToken => {
  const text = String.fromCharCode(...bytes);
  return { spelling: `bytes ${bytes}`, bytes: text, kind: 'normal', isByte: false };
};
const BYTES = Array.from({ length: 256 }, (_, byte): VocabularyToken => ({ ...raw(byte), spelling: `<${byte}>`, isByte: true }));

/** The 256 bytes, then other tokens. */
function createVocabulary(more: readonly (VocabularyToken | null)[], rest: Partial<Vocabulary> = {}): Vocabulary {
  return { place: 'a vocabulary', tokens: [...BYTES, ...more], builder: { kind: 'ranks', ranks: new Map() }, named: new Set(), ...rest };
}

const NOTHING: TokenChoice = { classes: [], occurrences: null, most: null };
const keep = (...classes: readonly string[]): TokenChoice => ({ ...NOTHING, classes });

/** The reasons of the tokens behind the bytes, by what they write. */
function listReasons(vocabulary: Vocabulary, choice: TokenChoice, template: readonly number[] = []): Readonly<Record<string, string>> {
  const { reasons } = chooseTokens(vocabulary, new Set(template), choice);
  const pairs = Object.entries(reasons).flatMap(([reason, ids]) =>
    ids.map((id) => [vocabulary.tokens[id]?.spelling ?? `row ${id}`, reason] as const),
  );
  return Object.fromEntries(pairs.filter(([spelling]) => !spelling.startsWith('<')));
}

describe('the tokens that always stay', () => {
  it('are special, added, of the template, white space, digits and single characters', () => {
    const vocabulary = createVocabulary([
      token('[end]', 'special'),
      token('tool', 'added'),
      token('user'),
      token('\n\n'),
      token(' 12'),
      token('12a'),
      token(' x'),
      token('é'),
      token('[later]', 'unused'),
      null,
    ]);
    expect(listReasons(vocabulary, NOTHING, [258])).toEqual({
      '[end]': 'special',
      tool: 'added',
      user: 'template',
      '\n\n': 'whitespace',
      ' 12': 'digit',
      ' x': 'character',
    });
  });

  it('are those that a key names, also a reserved one', () => {
    const vocabulary = createVocabulary([token('[later]', 'unused'), token('[never]', 'unused')], { named: new Set([256]) });
    expect(listReasons(vocabulary, NOTHING)).toEqual({ '[later]': 'special' });
  });
});

describe('the tokens of classes of characters', () => {
  const kept = (tokens: readonly VocabularyToken[], ...classes: readonly string[]): readonly string[] =>
    Object.keys(listReasons(createVocabulary([...tokens, token('語', 'normal')]), keep(...classes)));

  it.each([
    [['ascii'], ['word']],
    [['latin'], ['word', 'café', '€5', '“a”']],
    [['cyrillic'], ['word', '€5', '“a”', 'слово', 'aж']],
    [['emoji'], ['word', '€5', '“a”', '👩\u200d👩']],
    [
      ['latin', 'cyrillic'],
      ['word', 'café', '€5', '“a”', 'слово', 'aж'],
    ],
  ])('%j are those whose characters are all of them', (classes, expected) => {
    const tokens = ['word', 'café', '€5', '“a”', 'слово', 'aж', '👩\u200d👩', '☀x'].map((text) => token(text));
    const found = kept(tokens, ...classes).filter((text) => text !== '☀x');
    expect(found.sort()).toEqual([...expected].sort());
  });

  // é is C3 A9, ж is D0 B6, 🤌 is F0 9F A4 8C, € is E2 82 AC.
  it('hold parts of characters at their ends, if they are parts of characters of the class', () => {
    const tokens = [
      raw(0x61, 0xc3),
      raw(0xa9, 0x61),
      raw(0x61, 0xd0),
      raw(0x61, 0xf0, 0x9f),
      raw(0x82),
      raw(0x9f, 0xa4),
      raw(0x61, 0xa9, 0x61),
    ];
    expect(kept(tokens, 'latin')).toEqual(['bytes 97,195', 'bytes 169,97', 'bytes 130']);
    expect(kept(tokens, 'emoji')).toEqual(['bytes 97,195', 'bytes 169,97', 'bytes 97,240,159', 'bytes 130', 'bytes 159,164']);
  });

  it('refuses a class that does not exist, naming it', () => {
    expect(() => kept([], 'latin', 'klingonese')).toThrow(
      expect.objectContaining({ code: 'KEEP_UNKNOWN', message: expect.stringContaining('"klingonese"') }),
    );
  });
});

describe('what builds a token', () => {
  const ranks = new Map([keyOfMerge('t', 'h'), keyOfMerge('th', 'e'), keyOfMerge('h', 'e')].map((key, rank) => [key, rank]));
  const the = ['t', 'h', 'e', 'th', 'he', 'the'].map((text) => token(text));

  it('stays with it: the tokens on the way of its merges', () => {
    const vocabulary = createVocabulary([...the, token('xx')], { builder: { kind: 'ranks', ranks } });
    const occurrences = new Map([[261, 1]]);
    // One character stays in any case; t + h comes before h + e.
    expect(listReasons(vocabulary, { ...NOTHING, occurrences })).toMatchObject({ the: 'corpus', th: 'closure', t: 'character' });
    expect(listReasons(vocabulary, { ...NOTHING, occurrences })).not.toHaveProperty('he');
  });

  it('follows scores where there are no merges, the leftmost of equal ones first', () => {
    const scores = [...BYTES.map(() => 0), -9, -9, -9, -2, -1, -3, 0];
    const vocabulary = createVocabulary([...the, token('xx')], { builder: { kind: 'scores', scores } });
    const found = listReasons(vocabulary, { ...NOTHING, occurrences: new Map([[261, 1]]) });
    expect(found).toMatchObject({ the: 'corpus', he: 'closure' });
    expect(found).not.toHaveProperty('th');
  });

  it('is the cheapest piece of a unigram vocabulary, whose score is the price of unknown characters', () => {
    const scores = [...BYTES.map(() => 0), -3, -7, -7];
    const vocabulary = createVocabulary([token('один'), token('два'), token('три')], { builder: { kind: 'unigram', scores } });
    expect(listReasons(vocabulary, keep('latin'))).toEqual({ два: 'closure' });
  });
});

describe('a cap', () => {
  const vocabulary = createVocabulary(['aa', 'bb', 'cc', 'dd'].map((text) => token(text)));

  it('keeps the most frequent tokens of the text, ties by id, until the next does not fit', () => {
    const choice = { classes: ['ascii'], occurrences: new Map([[258, 5]]), most: 258 };
    expect(listReasons(vocabulary, choice)).toEqual({ cc: 'class', aa: 'class' });
  });

  it('refuses less than must stay, and a cap without a text', () => {
    const code = (most: number, occurrences: ReadonlyMap<number, number> | null) => () =>
      chooseTokens(vocabulary, new Set(), { classes: ['ascii'], occurrences, most });
    expect(code(255, new Map())).toThrow(
      expect.objectContaining({ code: 'VOCABULARY_CAP_TOO_SMALL', message: expect.stringContaining('more than 255') }),
    );
    expect(code(258, null)).toThrow(expect.objectContaining({ code: 'CAP_NEEDS_TEXT' }));
  });
});

describe('an exact list', () => {
  const ranks = new Map([[keyOfMerge('a', 'b'), 0]]);
  const vocabulary = createVocabulary([token('[end]', 'special'), token('a'), token('b'), token('ab'), token('語')], {
    builder: { kind: 'ranks', ranks },
  });
  const all = Array.from({ length: 260 }, (_, id) => id);

  it('keeps exactly these ids, in their order', () => {
    const { keptIds, reasons } = chooseTokens(vocabulary, new Set(), { ids: [...all].reverse() });
    expect(keptIds).toEqual(all);
    expect(reasons).toEqual({ requested: all });
  });

  it.each([
    ['KEEP_INVALID', [...all, 0], '0 stands twice'],
    ['KEEP_INVALID', [...all, 261], '261'],
    ['KEEP_LOSES_SPECIAL', all.filter((id) => id !== 256), '[end] (256)'],
    ['KEEP_LOSES_BYTES', all.filter((id) => id !== 65), '<65> (65)'],
    ['KEEP_NOT_CLOSED', all.filter((id) => id !== 257), 'a (257)'],
    ['NOTHING_TO_REMOVE', [...all, 260], '261'],
  ])('refuses %s', (code, ids, names) => {
    expect(() => chooseTokens(vocabulary, new Set(), { ids })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(names) }),
    );
  });

  it('refuses a vocabulary without a token for each byte', () => {
    const few = { ...vocabulary, tokens: vocabulary.tokens.slice(1) };
    expect(() => chooseTokens(few, new Set(), keep('latin'))).toThrow(expect.objectContaining({ code: 'BYTE_FALLBACK_MISSING' }));
  });
});

describe('findTokenClass', () => {
  it.each<readonly [VocabularyToken | null, string]>([
    [null, 'unused'],
    [token('[later]', 'unused'), 'unused'],
    [token('<s>', 'special'), 'special'],
    [token('tool', 'added'), 'special'],
    [BYTES[7] ?? null, 'byte'],
    [token(' \t\n'), 'whitespace'],
    [token(' 42'), 'digit'],
    [token('  42'), 'ascii'],
    [token(' word'), 'ascii'],
    [raw(0x61, 0xc3), 'fragment'],
    [token('café'), 'latin'],
    [token('aж'), 'cyrillic'],
    [token(' ελ'), 'greek'],
    [token('日本'), 'han'],
    [token('\u093f'), 'devanagari'],
    [token('😀'), 'emoji'],
    [token('—'), 'symbol'],
  ])('%j is %s', (each, expected) => {
    expect(findTokenClass(each)).toBe(expected);
  });
});

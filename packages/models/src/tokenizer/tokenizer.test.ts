import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { findModelSource } from '../locate/model-source.ts';
import { loadTokenizer } from './tokenizer.ts';

const FIXTURES = join(import.meta.dirname, '../../../checkpoints/fixtures/tokenizers');
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** The tokenizer of words with these ids, word 0 for all others. */
function loadWords(words: readonly string[], parts: object, config = {}): ReturnType<typeof loadTokenizer> {
  const model = { type: 'WordLevel', vocab: Object.fromEntries(words.map((word, id) => [word, id])), unk_token: words[0] };
  return loadParts({ ...parts, model }, config);
}

function loadParts(parts: object, config = {}): ReturnType<typeof loadTokenizer> {
  const folder = mkdtempSync(join(temporary.path, 'parts-'));
  const empty = { added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ ...empty, ...parts }));
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'model.safetensors'), '');
  return loadTokenizer(findModelSource(folder));
}

const split = (pattern: object, behavior: string, invert = false): object => ({ type: 'Split', pattern, behavior, invert });
const digit = { Regex: '\\d' };
const space = { String: ' ' };

/** Made by sentencepiece 0.2.3 of five rules (A → a, ﬁ → fi, e and U+0301 → é, carriage return → space, U+200B → nothing), deflated. */
const CHARS_MAP =
  'eNol03e0D2QYB/D3Xpzjn8s1k5U9siVRZtmOlT2y4nYILQkZV7Zr701c43IJJXuPsiWraGnIlr35/PKe8znf93nO+/zxnve8IWUIoWQIMTEhRIUQn4KDIToMUqe2j4+NDgmpQmTFJ0f6Lzqr0IpPK9OQjlgykJ5MZOQFMmMkZCEbWclBdl4iJ7nJRV7ykJ98FKQAhSlEEV6mGEUpQXFKPb9CeIXSvEoZXqMs5SnHG7xORSpQmUpUpQpv8SbVqUZNalCbWtSlDvUiM+WjQgNZn0Y0pDFv05QmNKcZLWlBa1rxDm1oR1s60J536UhnOvEecXSJ9IZEh/dlV7rTjQ/owUd8yCd8zKf05DN60YfefE5f+tOPgQxgUORxGcwXDGUIwxnGSEaQwCjGMJpxjGUC45nERKYwmWlMZQbTmcVM5jCbeczlS+azkAUsIpElLCaJpSxnGStI5itWsppVfM0a1vIN6/iWDaxnExvZwma2sZUdbGcXO9nDbr5jL/v4ngPs5xAHOcJhfuAoP3KMExznFCf5idOc4Wd+4Sy/8St/8Dt/ci1jVPhb/sV5/uEC/3KJi1zhMucSo8JV+R/XuckNbnOLu9zhPvd4yAMe84inPAn/f74OIa5L2JUUngEzsooA';

describe('loadTokenizer', () => {
  // Pieces: tokenizers 0.22.2, pre_tokenize_str.
  it.each<readonly [object, string, readonly string[]]>([
    [{ type: 'Digits', individual_digits: true }, 'a ½²٣ 12', ['a ', '½', '²', '٣', ' ', '1', '2']],
    [{ type: 'Digits', individual_digits: false }, 'a ½²٣ 12', ['a ', '½²٣', ' ', '12']],
    [{ type: 'Punctuation', behavior: 'Isolated' }, 'so!? no', ['so', '!', '?', ' no']],
    [{ type: 'Whitespace' }, 'naïve: a b', ['naïve', ':', 'a', 'b']],
    [{ type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true }, 'a  b', ['▁a', '▁', '▁b']],
    [{ type: 'WhitespaceSplit' }, '\ufeffa\u0085b c', ['\ufeffa', 'b', 'c']],
    [{ type: 'CharDelimiterSplit', delimiter: '-' }, 'a-b--c', ['a', 'b', 'c']],
    [{ type: 'BertPreTokenizer' }, '\ufeffa\u0085b! ¿c', ['\ufeffa', 'b', '!', '¿', 'c']],
    [{ type: 'ByteLevel', add_prefix_space: true, use_regex: true }, '😀a', ['ĠðŁĺĢ', 'a']],
    [{ type: 'ByteLevel', add_prefix_space: false, use_regex: true }, '\ufeffa\u0085b c', ['ï»¿', 'a', 'Âħ', 'b', 'Ġc']],
    [split(space, 'Removed'), 'a  b', ['a', 'b']],
    [split(space, 'MergedWithPrevious'), 'a  b ', ['a ', ' ', 'b ']],
    [split({ Regex: '\\s' }, 'MergedWithNext'), 'a  b ', ['a', ' ', ' b', ' ']],
    [split(digit, 'Contiguous'), 'a12b', ['a', '12', 'b']],
    [split({ Regex: '\\w+' }, 'Isolated', true), 'a - b', ['a', ' - ', 'b']],
    [split(digit, 'MergedWithNext', true), 'a12 3b', ['a1', '2', ' 3', 'b']],
  ])('splits words by %j as the Rust library does', (preTokenizer, text, pieces) => {
    const words = ['[UNK]', ...new Set(pieces)];
    const ids = pieces.map((piece) => words.indexOf(piece));
    expect(loadWords(words, { pre_tokenizer: preTokenizer }).encode(text, 'never')).toEqual(ids);
  });

  // Texts: tokenizers 0.22.2, normalize_str.
  it.each([
    [{ type: 'Strip', strip_left: true, strip_right: true }, '\u0085\ufeffa \u3000', '\ufeffa'],
    [{ type: 'Sequence', normalizers: [{ type: 'Nmt' }] }, 'a\u0001b\u200bc\ufeff', 'ab c '],
  ])('normalizes a text by %j as the Rust library does', (normalizer, text, normalized) => {
    expect(loadWords(['?', normalized], { normalizer }).encode(text, 'never')).toEqual([1]);
  });

  // Texts: tokenizers 0.22.2, Precompiled.normalize_str.
  it.each([
    ['Aﬁ\u200bb', 'afib'],
    ['e\u0301A\r\n', 'éa '],
    ['B👨\u200d👩\u200d👧A', 'B👨\u200d👩\u200d👧a'],
  ])('normalizes %j by a table of SentencePiece', (text, normalized) => {
    const normalizer = { type: 'Precompiled', precompiled_charsmap: inflateSync(Buffer.from(CHARS_MAP, 'base64')).toString('base64') };
    expect(loadWords(['?', normalized], { normalizer }).encode(text, 'never')).toEqual([1]);
  });

  // Ids: tokenizers 0.22.2.
  it.each([
    [{ type: 'BPE', unk_token: '?', fuse_unk: true }, [1, 0, 2, 0, 0]],
    [{ type: 'BPE', unk_token: '?', fuse_unk: false }, [1, 0, 0, 2, 0, 0]],
    [{ type: 'BPE', unk_token: null, fuse_unk: false }, [3]],
    [{ type: 'Unigram', unk_id: 0, byte_fallback: false }, [1, 0, 2, 0, 0]],
  ])('joins unknown characters within a word, and leaves them out where nothing stands for them: %j', (facts, ids) => {
    const pieces = ['?', 'a', 'b', 'ab'].slice(0, facts.type === 'BPE' ? 4 : 3);
    const vocab = facts.type === 'BPE' ? Object.fromEntries(pieces.map((piece, id) => [piece, id])) : pieces.map((piece) => [piece, -1]);
    const encoder = loadParts({ model: { ...facts, vocab, merges: [['a', 'b']] }, pre_tokenizer: { type: 'WhitespaceSplit' } });
    expect(encoder.encode('aüéb ü é', 'never')).toEqual(ids);
  });

  // Ids: AutoTokenizer of transformers 4.57.6.
  it('reads tokens and the space in front of a text from tokenizer_config.json, and gives unknown words an id', () => {
    const token = { content: '<x>', special: true, normalized: false, lstrip: false, rstrip: true, single_word: false };
    const preTokenizer = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
    const config = { add_prefix_space: true, added_tokens_decoder: { 2: token } };
    expect(loadWords(['?', 'Ġa'], { pre_tokenizer: preTokenizer }, config).encode('a b<x> a', 'never')).toEqual([1, 0, 2, 1]);
  });

  // Ids: tokenizers 0.22.2. No id has the bytes of ü.
  it('writes unknown pieces of a unigram vocabulary as bytes, if it has them', () => {
    const pieces = ['<unk>', '▁', 'a', '<0xC3>', '<0xA9>'].map((piece) => [piece, -1]);
    const model = { type: 'Unigram', unk_id: 0, vocab: pieces, byte_fallback: true };
    const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
    expect(loadParts({ model, pre_tokenizer: metaspace }).encode('aé ü', 'never')).toEqual([1, 2, 3, 4, 1, 0]);
  });

  it('finds tokens of the original text before longer ones of the normalized text', () => {
    const added = ['<x>', '<x>a'].map((content, place) => ({ content, id: place + 1, special: place === 0, normalized: place === 1 }));
    const preTokenizer = { type: 'WhitespaceSplit' };
    const encoder = loadWords(['?', '<x>', '<x>a', 'a'], { added_tokens: added, pre_tokenizer: preTokenizer });
    expect(encoder.encode('<x>a', 'never')).toEqual([1, 3]);
  });

  // Texts: PreTrainedTokenizerFast of transformers 4.57.6.
  it.each([
    [['<0xF0>', '<0x9F>', 'a'], { type: 'Sequence', decoders: [{ type: 'ByteFallback' }, { type: 'Fuse' }] }, '\ufffd\ufffda'],
    [['<0xC3>', '<0xA9>', 'a'], { type: 'Sequence', decoders: [{ type: 'ByteFallback' }, { type: 'Fuse' }] }, 'éa'],
    [['▁▁a▁', '▁b'], { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true }, 'a b'],
    [['▁▁a▁', '▁b'], { type: 'Metaspace', replacement: '▁', prepend_scheme: 'never', split: true }, '  a  b'],
    [['a', '.'], null, 'a .'],
  ])('decodes %j with %j as transformers does', (pieces, decoder, text) => {
    expect(loadWords(pieces, { decoder }).decode([...pieces.keys()])).toBe(text);
  });

  it('makes the tokenizer of a folder that holds tokenizer.model only', () => {
    const folder = join(temporary.path, 'spm');
    mkdirSync(folder);
    cpSync(join(FIXTURES, 'spm.model'), join(folder, 'tokenizer.model'));
    writeFileSync(join(folder, 'model.safetensors'), '');
    const encoder = loadTokenizer(findModelSource(folder));
    const ids = encoder.encode('a cat', 'never');
    expect(encoder.bosId).toBe(1);
    expect(encoder.encode('a cat')).toEqual([1, ...ids]);
    expect(encoder.decode(ids)).toBe('a cat');
  });

  it('says that a GGUF model without a vocabulary needs a tokenizer beside it', () => {
    const model = join(import.meta.dirname, '../../../engine/fixtures/tiny-gguf/whole/model.gguf');
    expect(() => loadTokenizer(findModelSource(model))).toThrow('tokenizer.json');
  });
});

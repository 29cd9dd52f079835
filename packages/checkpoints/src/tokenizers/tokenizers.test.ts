import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import { type ByteSource, sourceFromBytes } from '@lamina/onnx';
import { createGgufBytes, type GgufBytes } from '../gguf/gguf-bytes.fixture.ts';
import { type Gguf, readGguf } from '../gguf/read-gguf.ts';
import { describeGgufTokenizer, findGgufChatTemplate } from './describe-gguf-tokenizer.ts';
import { describeSentencePieceFolder } from './describe-sentencepiece.ts';
import { readSentencePiece } from './read-sentencepiece.ts';
import { deriveMerges } from './sentencepiece-tokenizer.ts';
import type { TokenizerDescription } from './tokenizer-description.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/tokenizers');
/** Vocabularies, and the ids that llama.cpp, tokenizers, transformers and sentencepiece give with them (fixtures/make_tokenizers.py). */
const BPE = JSON.parse(readFileSync(join(FOLDER, 'bpe.json'), 'utf8')) as BpeFixture;
const SPM = JSON.parse(readFileSync(join(FOLDER, 'spm.json'), 'utf8')) as SpmFixture;
const UNIGRAM = JSON.parse(readFileSync(join(FOLDER, 'unigram.json'), 'utf8')) as {
  readonly texts: string[];
  readonly sentencepiece: number[][];
};

interface BpeFixture {
  readonly tokens: readonly string[];
  readonly types: readonly number[];
  readonly merges: readonly string[];
  readonly texts: readonly string[];
  readonly llamaCpp: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly tokenizers: Readonly<Record<string, readonly (readonly number[])[]>>;
}

interface SpmFixture {
  readonly tokens: readonly string[];
  readonly scores: readonly number[];
  readonly types: readonly number[];
  readonly texts: readonly string[];
  readonly llamaCpp: readonly (readonly number[])[];
  readonly llamaCppWithoutPrefix: readonly (readonly number[])[];
  readonly sentencepiece: readonly (readonly number[])[];
  readonly transformers: readonly (readonly number[])[];
}

type Entry = (bytes: GgufBytes) => unknown;

const strings =
  (key: string, values: readonly string[]): Entry =>
  (bytes) => {
    bytes.key(`tokenizer.ggml.${key}`, 'array').u32(8).u64(values.length);
    for (const value of values) bytes.text(value);
  };
const integers =
  (key: string, values: readonly number[]): Entry =>
  (bytes) => {
    bytes.key(`tokenizer.ggml.${key}`, 'array').u32(5).u64(values.length);
    for (const value of values) bytes.u32(value);
  };
const floats =
  (key: string, values: readonly number[]): Entry =>
  (bytes) => {
    bytes.key(`tokenizer.ggml.${key}`, 'array').u32(6).u64(values.length);
    for (const value of values) bytes.f32(value);
  };
const text =
  (key: string, value: string): Entry =>
  (bytes) =>
    bytes.key(key, 'string').text(value);
const flag =
  (key: string, value: boolean): Entry =>
  (bytes) =>
    bytes.key(`tokenizer.ggml.${key}`, 'bool').u8(value ? 1 : 0);
const id =
  (key: string, value: number): Entry =>
  (bytes) =>
    bytes.key(`tokenizer.ggml.${key}_token_id`, 'uint32').u32(value);

function read(entries: readonly Entry[]): Gguf {
  const bytes = createGgufBytes({
    metadata: (target) => {
      for (const entry of entries) entry(target);
      return entries.length;
    },
  });
  return readGguf([{ file: 'model.gguf', source: sourceFromBytes(bytes) }]);
}

const bpeEntries = (pre: string, ...more: readonly Entry[]): readonly Entry[] => [
  text('tokenizer.ggml.model', 'gpt2'),
  text('tokenizer.ggml.pre', pre),
  strings('tokens', BPE.tokens),
  integers('token_type', BPE.types),
  strings('merges', BPE.merges),
  id('bos', 0),
  id('eos', 1),
  ...more,
];
const spmEntries = (...more: readonly Entry[]): readonly Entry[] => [
  text('tokenizer.ggml.model', 'llama'),
  strings('tokens', SPM.tokens),
  integers('token_type', SPM.types),
  floats('scores', SPM.scores),
  id('bos', 1),
  id('eos', 2),
  ...more,
];

function describeEntries(entries: readonly Entry[]): TokenizerDescription {
  const description = describeGgufTokenizer(read(entries));
  if (description === null) throw new Error('no tokenizer');
  return description;
}

const create = ({ tokenizer, config }: TokenizerDescription): Tokenizer => new Tokenizer({ ...tokenizer }, { ...config });

function expectIds(description: TokenizerDescription, texts: readonly string[], expected: readonly (readonly number[])[]): void {
  const tokenizer = create(description);
  for (const [index, one] of texts.entries())
    expect([one, tokenizer.encode(one, { add_special_tokens: false }).ids]).toEqual([one, expected[index]]);
}

function fileSource(name: string): ByteSource {
  return sourceFromBytes(readFileSync(join(FOLDER, name)));
}

describe('describeGgufTokenizer', () => {
  // llama.cpp cuts Falcon's words otherwise than Falcon's tokenizer.json, which is compared below.
  it.each(Object.keys(BPE.llamaCpp).filter((pre) => pre !== 'falcon'))(
    'gives the ids of llama.cpp for byte-level BPE of the kind %s',
    (pre) => {
      expectIds(describeEntries(bpeEntries(pre)), BPE.texts, BPE.llamaCpp[pre] ?? []);
    },
  );

  it.each(Object.keys(BPE.tokenizers))('gives the ids of tokenizers with the tokenizer.json of the models that %s stands for', (pre) => {
    expectIds(describeEntries(bpeEntries(pre)), BPE.texts, BPE.tokenizers[pre] ?? []);
  });

  it('gives the ids of llama.cpp and of transformers for SentencePiece vocabularies', () => {
    expectIds(describeEntries(spmEntries()), SPM.texts, SPM.llamaCpp);
    expectIds(describeEntries(spmEntries()), SPM.texts, SPM.transformers);
    expectIds(describeEntries(spmEntries(flag('add_space_prefix', false))), SPM.texts, SPM.llamaCppWithoutPrefix);
  });

  it('puts special tokens around a text as the file says', () => {
    const ids = (entries: readonly Entry[]): readonly number[] => create(describeEntries(entries)).encode('a').ids;
    const plain = ids(bpeEntries('qwen2'));
    expect(plain).toHaveLength(1);
    expect(ids(bpeEntries('llama-bpe'))).toEqual([0, ...plain]);
    expect(ids(bpeEntries('llama-bpe', flag('add_bos_token', false)))).toEqual(plain);
    expect(ids(bpeEntries('qwen2', flag('add_bos_token', true), flag('add_eos_token', true)))).toEqual([0, ...plain, 1]);
    expect(ids(spmEntries())[0]).toBe(1);
    expect(ids(spmEntries(flag('add_bos_token', false)))[0]).not.toBe(1);
  });

  it('decodes what it encoded', () => {
    for (const description of [describeEntries(bpeEntries('llama-bpe')), describeEntries(spmEntries())]) {
      const tokenizer = create(description);
      for (const one of ['Hello, world!', '  two  spaces', 'naïve 日本語 😀', 'a\n\tb'])
        expect(tokenizer.decode(tokenizer.encode(one).ids, { skip_special_tokens: true })).toBe(one);
    }
  });

  it('says the special tokens and the chat template', () => {
    const entries = spmEntries(text('tokenizer.chat_template', '{{ messages }}'), id('padding', 0));
    expect(describeEntries(entries).config).toMatchObject({
      bos_token: '<s>',
      eos_token: '</s>',
      pad_token: '<unk>',
      chat_template: '{{ messages }}',
    });
    expect(findGgufChatTemplate(read(entries))).toBe('{{ messages }}');
    expect(findGgufChatTemplate(read(spmEntries()))).toBeNull();
  });

  it('keeps tokens that begin with what looks like a byte order mark', () => {
    const tokens = ['<unk>', '#', '\ufeff', '\ufeff#'];
    const entries = [text('tokenizer.ggml.model', 'llama'), strings('tokens', tokens), floats('scores', [0, -1, -2, -3])];
    const { tokenizer } = describeEntries([...entries, flag('add_space_prefix', false), flag('add_bos_token', false)]);
    expect(tokenizer).toMatchObject({ model: { vocab: { '#': 1, '\ufeff': 2, '\ufeff#': 3 } } });
  });

  it('finds no tokenizer where there is none', () => {
    expect(describeGgufTokenizer(read([]))).toBeNull();
    expect(describeGgufTokenizer(read([text('tokenizer.ggml.model', 'none')]))).toBeNull();
  });

  it.each([
    ['another kind', [text('tokenizer.ggml.model', 'rwkv')], 'rwkv'],
    ['another way to cut words', bpeEntries('kimi-k2'), 'kimi-k2'],
    ['no tokens', [text('tokenizer.ggml.model', 'llama')], 'tokenizer.ggml.tokens'],
    [
      'fewer scores than tokens',
      [text('tokenizer.ggml.model', 'llama'), strings('tokens', ['a', 'b']), floats('scores', [1])],
      'tokenizer.ggml.scores',
    ],
  ])('refuses %s and names it', (_, entries, name) => {
    let message = '';
    try {
      describeEntries(entries);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      message = error.message;
    }
    expect(message).toContain(name);
    expect(message).toContain('model.gguf');
  });
});

describe('readSentencePiece', () => {
  it('reads the pieces that sentencepiece reads', () => {
    const { pieces, algorithm, addsDummyPrefix, removesExtraSpaces, bosId, eosId } = readSentencePiece(
      fileSource('spm.model'),
      'tokenizer.model',
    );
    expect(pieces.map((piece) => piece.text)).toEqual(SPM.tokens);
    expect(pieces.map((piece) => piece.score)).toEqual(SPM.scores);
    expect(pieces.map((piece) => piece.kind)).toEqual(SPM.types);
    expect({ algorithm, addsDummyPrefix, removesExtraSpaces, bosId, eosId }).toEqual({
      algorithm: 'bpe',
      addsDummyPrefix: true,
      removesExtraSpaces: false,
      bosId: 1,
      eosId: 2,
    });
  });

  it('refuses bytes that are no model, and cut models, and names the file', () => {
    const bytes = readFileSync(join(FOLDER, 'spm.model'));
    for (const broken of [Buffer.from('version https://git-lfs'), Buffer.alloc(0), bytes.subarray(0, 1000)])
      expect(() => readSentencePiece(sourceFromBytes(broken), 'tokenizer.model')).toThrow(/tokenizer\.model/);
  });
});

describe('describeSentencePieceFolder', () => {
  const model = (name: string): Parameters<typeof describeSentencePieceFolder>[0] => readSentencePiece(fileSource(name), 'tokenizer.model');

  it('gives the ids of sentencepiece for BPE and for unigram vocabularies', () => {
    // Behind a special token transformers puts a space before the text, sentencepiece does not.
    const plain = SPM.texts.filter((one) => !one.includes('<|'));
    expectIds(describeSentencePieceFolder(model('spm.model'), {}), plain, SPM.sentencepiece);
    expectIds(describeSentencePieceFolder(model('spm.model'), {}), SPM.texts, SPM.transformers);
    expectIds(describeSentencePieceFolder(model('unigram.model'), {}), UNIGRAM.texts, UNIGRAM.sentencepiece);
  });

  it('puts a space only before a text that begins with none, if legacy is false', () => {
    // LlamaTokenizer of transformers 4.57.6 and 5.24.0.
    const ids = [[452], [1, 581, 453, 464, 293, 2], [268, 282, 283]];
    expectIds(describeSentencePieceFolder(model('spm.model'), { legacy: false }), [' ', '<s>Hello</s>', 'a cat'], ids);
  });

  it('takes special tokens, added tokens and the prefix from tokenizer_config.json', () => {
    const added = { 5: { content: '<tool>', special: true }, x: 'not a token' };
    const config = { bos_token: { content: '</s>' }, added_tokens_decoder: added, add_prefix_space: false, add_eos_token: true };
    const tokenizer = create(describeSentencePieceFolder(model('spm.model'), config));
    expect(tokenizer.encode('<tool>').ids).toEqual([2, 5, 2]);
    expect(tokenizer.encode('a', { add_special_tokens: false }).tokens).toEqual(['a']);
    const plain = create(describeSentencePieceFolder(model('spm.model'), { tokenizer_class: 'T5Tokenizer' }));
    expect(plain.encode('a').ids).toEqual(plain.encode('a', { add_special_tokens: false }).ids);
  });
});

describe('deriveMerges', () => {
  it('lists every way to make a piece, the highest score first', () => {
    const pieces = [
      { text: 'a', score: -9 },
      { text: 'b', score: -9 },
      { text: 'c', score: -9 },
      { text: 'ab', score: -2 },
      { text: 'bc', score: -1 },
      { text: 'abc', score: -3 },
    ];
    expect(deriveMerges(pieces)).toEqual([
      ['b', 'c'],
      ['a', 'b'],
      ['ab', 'c'],
      ['a', 'bc'],
    ]);
  });
});

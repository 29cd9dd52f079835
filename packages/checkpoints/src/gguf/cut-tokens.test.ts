import { expect, it } from '@jest/globals';
import { sourceFromBytes } from '@lamina/onnx';
import { cutMetadata } from './cut-metadata.ts';
import { createGgufBytes, type GgufBytes } from './gguf-bytes.fixture.ts';
import { type Gguf, readGguf } from './read-gguf.ts';

const read = (bytes: Uint8Array): Gguf => readGguf([{ file: 'model.gguf', source: sourceFromBytes(bytes) }]);
const strings = (bytes: GgufBytes, key: string, values: readonly string[]): void => {
  bytes.key(key, 'array').u32(8).u64(values.length);
  for (const value of values) bytes.text(value);
};
const TOKENS = ['a', 'b', 'ab', 'ç', 'abç'];

function createModel(): Gguf {
  const metadata = (bytes: GgufBytes): number => {
    bytes.key('general.architecture', 'string').text('llama');
    bytes.key('llama.block_count', 'uint32').u32(1);
    bytes.key('llama.vocab_size', 'uint32').u32(TOKENS.length);
    strings(bytes, 'tokenizer.ggml.tokens', TOKENS);
    bytes.key('tokenizer.ggml.scores', 'array').u32(6).u64(TOKENS.length);
    for (const [id] of TOKENS.entries()) bytes.f32(-id / 10);
    bytes.key('tokenizer.ggml.token_type', 'array').u32(5).u64(TOKENS.length);
    for (const [id] of TOKENS.entries()) bytes.u32(id + 1);
    strings(bytes, 'tokenizer.ggml.merges', ['a b', 'ab ç']);
    bytes.key('tokenizer.ggml.eos_token_id', 'uint32').u32(3);
    bytes.key('tokenizer.ggml.padding_token_id', 'uint32').u32(0xffff_ffff);
    bytes.key('tokenizer.ggml.eog_token_ids', 'array').u32(4).u64(2).u32(3).u32(0);
    bytes.key('tokenizer.chat_template', 'string').text('{{ x }}');
    bytes.key('tokenizer.huggingface.json', 'string').text('{}');
    return 12;
  };
  return read(createGgufBytes({ metadata }));
}

it('cuts lists per token, merges and ids of a GGUF file to the tokens that stay, and leaves out the tokenizer.json inside', () => {
  const entries = cutMetadata(createModel(), [0], [0, 1, 2, 3]);
  const { metadata } = read(
    createGgufBytes({
      metadata: (bytes) => {
        for (const entry of entries) bytes.raw(entry);
        return entries.length;
      },
    }),
  );
  const values = [...metadata].map(([key, { value }]) => [key, typeof value === 'object' ? value.read() : value]);
  expect(Object.fromEntries(values)).toEqual({
    'general.architecture': 'llama',
    'llama.block_count': 1,
    'llama.vocab_size': 4,
    'tokenizer.ggml.tokens': ['a', 'b', 'ab', 'ç'],
    'tokenizer.ggml.scores': [-0, -0.1, -0.2, -0.3].map(Math.fround),
    'tokenizer.ggml.token_type': [1, 2, 3, 4],
    'tokenizer.ggml.merges': ['a b'],
    'tokenizer.ggml.eos_token_id': 3,
    // No token.
    'tokenizer.ggml.padding_token_id': 0xffff_ffff,
    'tokenizer.ggml.eog_token_ids': [3, 0],
    'tokenizer.chat_template': '{{ x }}',
  });
  const without = cutMetadata(createModel(), [0], [1, 3, 4]).map((entry) => new TextDecoder().decode(entry));
  expect(without.find((entry) => entry.includes('eos_token_id'))?.endsWith('\u0001\0\0\0')).toBe(true);
});

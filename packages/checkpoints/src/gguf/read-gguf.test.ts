import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { AppError, type AppErrorCode } from '@lamina/errors';
import { sourceFromBytes } from '@lamina/onnx';
import { createGgufBytes, type GgufFixture, type GgufTensorFixture } from './gguf-bytes.fixture.ts';
import { GGUF_LIMITS } from './gguf-limits.ts';
import type { GgufValue } from './gguf-metadata.ts';
import { type Gguf, readGguf } from './read-gguf.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/gguf');
/** Values that the gguf package of llama.cpp (0.19.0) reads from the files (fixtures/make_gguf.py). */
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as Record<
  string,
  Record<string, { type: string; dims: number[]; offset: number; sizeBytes: number; sha256: string }>
>;
const PARTS = ['parts-00001-of-00003.gguf', 'parts-00002-of-00003.gguf', 'parts-00003-of-00003.gguf'];

const load = (file: string): Buffer => readFileSync(join(FOLDER, file));
const read = (bytes: Uint8Array, file = 'model.gguf'): Gguf => readGguf([{ file, source: sourceFromBytes(bytes) }]);
const readFiles = (files: readonly string[]): Gguf => readGguf(files.map((file) => ({ file, source: sourceFromBytes(load(file)) })));

function refusalOf(run: () => unknown, code: AppErrorCode = 'MODEL_MALFORMED'): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe(code);
    return error.message;
  }
  throw new Error('it was read');
}

const refusalOfFile = (fixture: GgufFixture, code?: AppErrorCode): string => refusalOf(() => read(createGgufBytes(fixture)), code);

function metadataOf(gguf: Gguf, key: string): GgufValue | readonly GgufValue[] | undefined {
  const value = gguf.metadata.get(key)?.value;
  return typeof value === 'object' ? value.read() : value;
}

function expectTensors(gguf: Gguf, files: readonly string[]): void {
  const seen = [...gguf.tensors.values()].map(({ name, file, offset, sizeBytes, ...rest }) => {
    const data = load(file).subarray(offset, offset + sizeBytes);
    return [name, { ...rest, offset, sizeBytes, sha256: createHash('sha256').update(data).digest('hex') }];
  });
  expect(seen).toEqual(files.flatMap((file) => Object.entries(EXPECTED[file] ?? {})));
}

describe('readGguf', () => {
  it('finds the tensors that the gguf package finds, with the same bytes', () => {
    const gguf = readFiles(['values.gguf']);
    expectTensors(gguf, ['values.gguf']);
    expect([gguf.version, gguf.alignment, gguf.dataOffset % 64]).toEqual([3, 64, 0]);
  });

  it('reads metadata of every type', () => {
    const gguf = readFiles(['values.gguf']);
    const numbers = {
      uint8: 200,
      int8: -100,
      uint16: 60_000,
      int16: -30_000,
      uint32: 4e9,
      int32: -2e9,
      float32: Math.fround(0.1),
      float64: 0.1,
    };
    for (const [type, value] of Object.entries(numbers)) expect(metadataOf(gguf, `test.${type}`)).toBe(value);
    expect(metadataOf(gguf, 'test.uint64')).toBe(2 ** 40 + 3);
    expect(metadataOf(gguf, 'test.int64')).toBe(-(2 ** 40) - 3);
    expect(metadataOf(gguf, 'test.bool')).toBe(true);
    expect(metadataOf(gguf, 'test.string')).toBe('Größe ▁ 🚀');
    expect(metadataOf(gguf, 'test.strings')).toEqual(['a', '', '▁the', '🚀']);
    expect(metadataOf(gguf, 'test.integers')).toEqual([3, -1, 2]);
    expect(metadataOf(gguf, 'test.bools')).toEqual([true, false, true]);
    const nested = metadataOf(gguf, 'test.nested');
    expect(Array.isArray(nested) && nested.map((inner) => inner.read())).toEqual([[1, 2], [3]]);
  });

  it('keeps the bytes of each metadata entry: together they fill the header up to the tensor infos', () => {
    const gguf = readFiles(['values.gguf']);
    let end = 24;
    for (const { offset, sizeBytes } of gguf.metadata.values()) {
      expect(offset).toBe(end);
      end = offset + sizeBytes;
    }
  });

  it('reads version 2, which has the same layout', () => {
    const bytes = Buffer.from(load('values.gguf'));
    bytes.writeUInt32LE(2, 4);
    expect(read(bytes)).toMatchObject({ version: 2, tensors: { size: 6 } });
  });

  it('joins the parts of a split model in any order', () => {
    const gguf = readFiles([...PARTS].reverse());
    expectTensors(gguf, PARTS);
    expect(gguf.sources.map(({ file }) => file)).toEqual(PARTS);
    expect(metadataOf(gguf, 'llama.block_count')).toBe(2);
  });

  it('refuses a split model without one of its parts and names the part', () => {
    for (const missing of PARTS) {
      const others = PARTS.filter((file) => file !== missing);
      expect(refusalOf(() => readFiles(others), 'EXTERNAL_DATA_MISSING')).toContain(missing);
      expect(refusalOf(() => readFiles(others.slice(0, 1)), 'EXTERNAL_DATA_MISSING')).toContain('3 parts');
    }
  });

  it('refuses parts of which two are the same, and parts of other models', () => {
    expect(refusalOf(() => readFiles([PARTS[0] ?? '', PARTS[0] ?? '', PARTS[1] ?? '']))).toContain('split.no');
    expect(refusalOf(() => readFiles([...PARTS, 'values.gguf']))).toContain('values.gguf');
  });

  it('refuses files that are no GGUF, and pointer files of Git LFS', () => {
    for (const text of ['', 'GGU', 'GGML', 'version https://git-lfs.github.com/spec/v1\n', '<!doctype html>'])
      expect(refusalOf(() => read(Buffer.from(text), 'a.gguf'))).toContain('a.gguf');
  });

  it('refuses other versions and the other byte order', () => {
    expect(refusalOfFile({ version: 1 }, 'MODEL_UNSUPPORTED')).toContain('version 1');
    expect(refusalOfFile({ version: 4 }, 'MODEL_UNSUPPORTED')).toContain('version 4');
    expect(refusalOfFile({ version: 0x03000000 }, 'MODEL_UNSUPPORTED')).toContain('big-endian');
  });

  it('refuses a real file cut anywhere and says where', () => {
    const bytes = load('values.gguf');
    // The last tensor ends the file; alignment padding behind it would be allowed to miss.
    for (let length = 0; length < bytes.length; length += 37) {
      const message = refusalOf(() => read(bytes.subarray(0, length)));
      expect(message).toContain('model.gguf');
      expect(message).toContain(`of ${length}`);
    }
  });

  it.each([2n ** 63n, 2n ** 60n, BigInt(GGUF_LIMITS.maxTensors) + 1n, 5n])(
    'refuses a count of %s tensors in a short file',
    (tensorCount) => {
      expect(refusalOfFile({ tensorCount })).toContain(`${Number(tensorCount)} tensors`);
    },
  );

  it('refuses metadata that claim more than the file has', () => {
    expect(refusalOfFile({ metadata: () => 1_000 })).toContain('1000 metadata entries');
    expect(refusalOfFile({ metadata: (bytes) => bytes.u64(2n ** 62n) && 1, dataBytes: 64 })).toContain('a string of');
    expect(
      refusalOfFile({
        metadata: (bytes) =>
          bytes
            .key('k', 'array')
            .u32(8)
            .u64(2n ** 40n) && 1,
        dataBytes: 64,
      }),
    ).toContain('metadata key k');
    expect(
      refusalOfFile({
        metadata: (bytes) =>
          bytes
            .key('k', 'array')
            .u32(4)
            .u64(2n ** 61n) && 1,
        dataBytes: 64,
      }),
    ).toContain('metadata key k');
  });

  it('refuses metadata of unknown types, twice the same key, endless nesting and odd booleans', () => {
    expect(refusalOfFile({ metadata: (bytes) => bytes.text('k').u32(13).u64(0) && 1 })).toContain('value type 13');
    expect(refusalOfFile({ metadata: (bytes) => bytes.key('k', 'uint8').u8(1).key('k', 'uint8').u8(2) && 2 })).toContain('k a second time');
    expect(refusalOfFile({ metadata: (bytes) => bytes.key('k', 'bool').u8(2) && 1, dataBytes: 9 })).toContain('boolean');
    const nest = (depth: number): GgufFixture => ({
      metadata: (bytes) => {
        bytes.key('k', 'array');
        for (let level = 1; level < depth; level += 1) bytes.u32(9).u64(1);
        bytes.u32(0).u64(1).u8(7);
        return 1;
      },
    });
    expect(read(createGgufBytes(nest(GGUF_LIMITS.maxArrayDepth))).metadata.size).toBe(1);
    expect(refusalOfFile(nest(GGUF_LIMITS.maxArrayDepth + 1))).toContain('nested');
    expect(refusalOfFile(nest(1_000))).toContain('nested');
  });

  it.each([0, 3, 48, 2 ** 31])('refuses an alignment of %s', (alignment) => {
    expect(refusalOfFile({ metadata: (bytes) => bytes.key('general.alignment', 'uint32').u32(alignment) && 1 })).toContain(
      'general.alignment',
    );
  });

  const tensor = (change: Partial<GgufTensorFixture>): GgufFixture => ({
    tensors: [{ name: 'a.weight', dims: [8, 4], offset: 0, ...change }],
    dataBytes: 128,
  });

  it('refuses tensors of types that it does not read, and names the type', () => {
    expect(refusalOfFile(tensor({ type: 16 }), 'MODEL_UNSUPPORTED')).toMatch(/a\.weight.*IQ2_XXS/);
    expect(refusalOfFile(tensor({ type: 99 }), 'MODEL_UNSUPPORTED')).toMatch(/a\.weight.*99/);
  });

  it.each([
    ['five dimensions', tensor({ dims: [1, 1, 1, 1, 1] })],
    ['an extent of 0', tensor({ dims: [0, 4] })],
    ['extents whose product overflows', tensor({ dims: [2n ** 40n, 2n ** 40n] })],
    ['an extent of 2^63', tensor({ dims: [2n ** 63n] })],
    ['rows that are no whole blocks', tensor({ dims: [33, 2], type: 2 })],
    ['an offset that is not aligned', tensor({ offset: 4 })],
    ['an offset outside the file', tensor({ offset: 1024 })],
    ['an offset of 2^63', tensor({ offset: 2n ** 63n })],
    ['more bytes than the file has', tensor({ dims: [8, 5] })],
  ])('refuses a tensor with %s and names it', (_, fixture) => {
    expect(refusalOfFile(fixture)).toContain('a.weight');
  });

  it('refuses two tensors of one name, and two that share bytes', () => {
    const pair = (name: string, offset: number): GgufFixture => ({
      tensors: [
        { name: 'a.weight', dims: [16], offset: 0 },
        { name, dims: [16], offset },
      ],
      dataBytes: 128,
    });
    expect(refusalOfFile(pair('a.weight', 64))).toContain('a.weight a second time');
    expect(refusalOfFile(pair('b.weight', 32))).toContain('a.weight and b.weight overlap');
    expect(read(createGgufBytes(pair('b.weight', 64))).tensors.size).toBe(2);
  });

  it('passes over a vocabulary of 262,144 tokens without reading its strings', () => {
    const count = 262_144;
    const bytes = createGgufBytes({
      metadata: (entry) => {
        const words = Buffer.alloc(count * 14);
        for (let index = 0; index < count; index += 1) {
          words.writeUInt32LE(6, index * 14);
          words.write(String(index).padStart(6, '0'), index * 14 + 8);
        }
        entry.key('tokenizer.ggml.tokens', 'array').u32(8).u64(count).raw(words);
        return 1;
      },
    });
    const decode = jest.spyOn(TextDecoder.prototype, 'decode');
    const gguf = read(bytes);
    // The key of each entry and the names of tensors, none of the words.
    expect(decode.mock.calls.length).toBeLessThan(10);
    decode.mockRestore();
    expect(gguf.metadata.get('tokenizer.ggml.tokens')?.value).toMatchObject({ elementType: 'string', count });
    const tokens = metadataOf(gguf, 'tokenizer.ggml.tokens');
    expect(Array.isArray(tokens) && tokens[123_456]).toBe('123456');
  });
});

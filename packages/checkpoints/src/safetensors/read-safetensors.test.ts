import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import { sourceFromBytes } from '@lamina/onnx';
import fc from 'fast-check';
import { readSafetensors } from './read-safetensors.ts';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly number[];
}

const HEADER: Readonly<Record<string, Entry>> = {
  'a.weight': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
  'b.weight': { dtype: 'BF16', shape: [4], data_offsets: [24, 32] },
  'c.weight': { dtype: 'F16', shape: [], data_offsets: [32, 34] },
};
const DATA_BYTES = 34;

/** A file with this header, as text or as an object, and `dataBytes` of data. */
function fileOf(header: string | object, dataBytes = DATA_BYTES): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(dataBytes, 7)]);
}

function withEntry(name: string, change: Partial<Entry>): Buffer {
  return fileOf({ ...HEADER, [name]: { ...HEADER[name], ...change } });
}

function read(files: Readonly<Record<string, Uint8Array>>) {
  return readSafetensors({
    has: (name) => name in files,
    read: (name, work) => {
      const bytes = files[name];
      if (bytes === undefined) throw new Error(`no file ${name}`);
      return work(sourceFromBytes(bytes));
    },
  });
}

function refusalOf(files: Readonly<Record<string, Uint8Array>>): string {
  try {
    read(files);
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}

const single = (bytes: Uint8Array): Readonly<Record<string, Uint8Array>> => ({ 'model.safetensors': bytes });

const PARTS = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;
const [FIRST, SECOND] = PARTS;

/** Two shards with one tensor each, and an index with this map. */
function sharded(map: Readonly<Record<string, unknown>>, more: Readonly<Record<string, Uint8Array>> = {}): Record<string, Uint8Array> {
  const entry = (name: string): Buffer => fileOf({ [name]: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8);
  return {
    [FIRST]: entry('a'),
    [SECOND]: entry('b'),
    'model.safetensors.index.json': Buffer.from(JSON.stringify({ weight_map: map })),
    ...more,
  };
}

describe('readSafetensors', () => {
  it('finds the tensors of one file by name, with their places', () => {
    const { tensors, files, isSharded } = read(single(fileOf({ __metadata__: { format: 'pt' }, ...HEADER })));
    expect({ files, isSharded }).toEqual({ files: ['model.safetensors'], isSharded: false });
    const offset = 8 + JSON.stringify({ __metadata__: { format: 'pt' }, ...HEADER }).length;
    expect(tensors.get('b.weight')).toEqual({
      name: 'b.weight',
      dims: [4],
      type: 'BF16',
      file: 'model.safetensors',
      offset: offset + 24,
      sizeBytes: 8,
    });
    expect([...tensors.keys()]).toEqual(['a.weight', 'b.weight', 'c.weight']);
  });

  it('finds the tensors of shards through their index', () => {
    const { tensors, files, isSharded } = read(sharded({ a: FIRST, b: SECOND }));
    expect({ files, isSharded, names: [...tensors.keys()] }).toEqual({ files: PARTS, isSharded: true, names: ['a', 'b'] });
  });

  const long = Buffer.alloc(10);
  long.writeBigUInt64LE(2n ** 60n);
  const repeated = `${JSON.stringify(HEADER).slice(0, -1)},"a.weight":${JSON.stringify(HEADER['a.weight'])}}`;
  it.each<readonly [string, Uint8Array, RegExp]>([
    ['an empty file', Buffer.alloc(0), /model\.safetensors has 0 bytes/],
    ['a header of 2^60 bytes', long, /should have 1152921504606846976 bytes, but only 2 follow/],
    ['a header that is no JSON', fileOf('{"a"'), /the header of model\.safetensors is not valid JSON/],
    ['a header that is no object', fileOf('[]'), /must be a JSON object/],
    ['a tensor that is described twice', fileOf(repeated), /describes tensor a\.weight a second time/],
    [
      'an element type that it does not know',
      withEntry('b.weight', { dtype: 'F8_E8M0' }),
      /MODEL_UNSUPPORTED: tensor b\.weight .* F8_E8M0/,
    ],
    ['a negative extent', withEntry('a.weight', { shape: [-2, -3] }), /tensor a\.weight .* shape \[-2,-3\]/],
    ['an extent beyond 2^53', withEntry('a.weight', { shape: [2 ** 60] }), /tensor a\.weight .* shape/],
    [
      'bytes that do not fit the shape',
      withEntry('a.weight', { shape: [2, 4] }),
      /tensor a\.weight .* has 24 bytes; F32 \[2, 4\] takes 32/,
    ],
    ['a span that ends before it begins', withEntry('a.weight', { data_offsets: [24, 0] }), /tensor a\.weight .* data_offsets \[24,0\]/],
    [
      'two tensors over the same bytes',
      withEntry('b.weight', { data_offsets: [20, 28] }),
      /b\.weight .* begins at data offset 20, inside tensor a\.weight/,
    ],
    [
      'a tensor far beyond the file',
      withEntry('b.weight', { data_offsets: [10 ** 12, 10 ** 12 + 8] }),
      /tensor b\.weight .* ends at byte 1000000000\d+/,
    ],
    [
      'bytes between two tensors',
      fileOf({ ...HEADER, 'c.weight': { ...HEADER['c.weight'], data_offsets: [40, 42] } }, 42),
      /bytes 32 to 40 between tensor b\.weight and tensor c\.weight/,
    ],
    ['bytes after the last tensor', fileOf(HEADER, 40), /the last 6 bytes of model\.safetensors belong to no tensor/],
    ['a file that is cut short', fileOf(HEADER, 30), /tensor b\.weight .* the file is cut short/],
  ])('refuses %s', (_, bytes, message) => {
    expect(refusalOf(single(bytes))).toMatch(message);
  });

  const both = fileOf(
    { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, b: { dtype: 'F32', shape: [2], data_offsets: [8, 16] } },
    16,
  );
  it.each<readonly [string, Record<string, Uint8Array>, RegExp]>([
    ['a shard that is missing', sharded({ a: FIRST, b: 'gone.safetensors' }), /EXTERNAL_DATA_MISSING: .* gone\.safetensors/],
    ['a shard outside the folder', sharded({ a: FIRST, b: '../b.safetensors' }), /EXTERNAL_DATA_INVALID: .* \.\.\/b\.safetensors/],
    ['a shard by an absolute path', sharded({ a: FIRST, b: '/etc/passwd' }), /EXTERNAL_DATA_INVALID: .* \/etc\/passwd/],
    [
      'a tensor that no shard holds',
      sharded({ a: FIRST, b: SECOND, c: SECOND }),
      /model-00002-of-00002\.safetensors holds tensor c, which is not there/,
    ],
    [
      'a tensor in another shard than stated',
      sharded({ a: SECOND, b: FIRST }),
      /holds tensor b, and model\.safetensors\.index\.json says that model-00001/,
    ],
    [
      'a tensor in two shards',
      sharded({ a: FIRST, b: SECOND }, { [SECOND]: both }),
      /model-00002-of-00002\.safetensors holds tensor a, and .* says that model-00001/,
    ],
    ['a tensor that the index does not name', sharded({ a: FIRST, c: SECOND }, { [SECOND]: both }), /holds tensor \w, /],
    ['an index without a map', { 'model.safetensors.index.json': Buffer.from('{}') }, /has no weight_map/],
    ['an index that names a number', sharded({ a: 3 }), /names no file for tensor a/],
  ])('refuses %s', (_, files, message) => {
    expect(refusalOf(files)).toMatch(message);
  });

  it('reads or refuses every damaged file, with a code', () => {
    const good = fileOf(HEADER);
    const places = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(places, fc.nat(good.length), (changes, cut) => {
        const bytes = Buffer.from(good);
        for (const [place, value] of changes) bytes[place] = value;
        const damaged = changes.length === 0 ? bytes.subarray(0, cut) : bytes;
        try {
          const { tensors } = read(single(damaged));
          for (const { offset, sizeBytes } of tensors.values()) expect(offset + sizeBytes).toBeLessThanOrEqual(damaged.length);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { seed: 20_260, numRuns: 500 },
    );
  });
});

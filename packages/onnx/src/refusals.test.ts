import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import fc from 'fast-check';
import { sourceFromBytes } from './byte-source.ts';
import { MODEL_LIMITS } from './limits.ts';
import type { Model } from './model.ts';
import { readModel } from './read-model.ts';
import { WireWriter } from './wire-writer.ts';

const REAL = readFileSync(join(import.meta.dirname, '../../engine/fixtures/tiny-opt-post-norm/onnx/model.onnx'));
/** Bytes that may be read for each byte of the file: hostile lengths must not make work. */
const MOST_READS = 4;
const SEED = 20_241;

/** The model, or the refusal; any other error passes through and fails the test. */
function tryRead(bytes: Uint8Array): Model | AppError {
  const source = sourceFromBytes(bytes);
  let readBytes = 0;
  const read = (offset: number, sizeBytes: number): Uint8Array => {
    readBytes += sizeBytes;
    return source.read(offset, sizeBytes);
  };
  try {
    return readModel({ ...source, read });
  } catch (error) {
    if (error instanceof AppError && error.code === 'MODEL_MALFORMED') return error;
    throw error;
  } finally {
    expect(readBytes).toBeLessThanOrEqual(MOST_READS * bytes.length);
  }
}

function refusalOf(bytes: Uint8Array): AppError {
  const result = tryRead(bytes);
  if (result instanceof AppError) return result;
  throw new Error('the bytes were read as a model');
}

function finish(writer: WireWriter): Uint8Array {
  return Buffer.concat(writer.finish().filter((chunk): chunk is Uint8Array => chunk instanceof Uint8Array));
}

/** A model of one node and whatever else `extend` writes into its graph. */
function modelWith(extend: (graph: WireWriter) => void, node = new WireWriter().stringField(4, 'Op')): Uint8Array {
  const graph = new WireWriter().messageField(1, node);
  extend(graph);
  return finish(new WireWriter().varintField(1, 8).messageField(7, graph).messageField(8, new WireWriter().varintField(2, 17)));
}

/** A graph in an attribute of a node in a graph … `depth` times. */
function nestedGraph(depth: number): WireWriter {
  const node = new WireWriter().stringField(4, 'If');
  if (depth > 0) node.messageField(5, new WireWriter().stringField(1, 'body').messageField(6, nestedGraph(depth - 1)));
  return new WireWriter().messageField(1, node);
}

function wrapGraph(graph: WireWriter): Uint8Array {
  return finish(new WireWriter().messageField(7, graph).messageField(8, new WireWriter().varintField(2, 17)));
}

describe('readModel', () => {
  it('refuses a real model cut short anywhere before its last fields', () => {
    // The opset, without which nothing is a model, ends the file.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: REAL.length - 8 }), (length) => {
        const { details, message } = refusalOf(REAL.subarray(0, length));
        expect(details.sizeBytes).toBe(length);
        expect(message).toContain(`of ${length}`);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('reads or refuses a real model with bytes changed anywhere, without more work and with no other error', () => {
    const change = fc.record({ at: fc.integer({ min: 0, max: REAL.length - 1 }), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const bytes = Buffer.from(REAL);
        for (const { at, to } of changes) bytes[at] = to;
        tryRead(bytes);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('reads or refuses a real model with its tags and lengths changed', () => {
    // The first 4 KiB are dense in structure: nodes, names, attributes.
    const change = fc.record({
      at: fc.integer({ min: 0, max: 4095 }),
      to: fc.constantFrom(0, 1, 2, 3, 4, 7, 0x0a, 0x22, 0x2a, 0x32, 0x7f, 0x80, 0xff),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(REAL);
        for (const { at, to } of changes) bytes[at] = to;
        tryRead(bytes);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('refuses a stretch taken out of, or put into, a real model, or reads it', () => {
    const spot = fc.integer({ min: 0, max: REAL.length - 1 });
    fc.assert(
      fc.property(spot, fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 0, max: 64 }), (at, put, taken) => {
        tryRead(Buffer.concat([REAL.subarray(0, at), put, REAL.subarray(at + taken)]));
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('refuses bytes that are no model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
        refusalOf(bytes);
      }),
      { seed: SEED, numRuns: 500 },
    );
    for (const text of ['', 'version https://git-lfs.github.com/spec/v1', '<!doctype html>', '{"error": "not found"}'])
      refusalOf(Buffer.from(text));
  });

  it.each([
    ['of 2^63 bytes', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['of 2^53 bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ['of 2 GiB in a file of a few bytes', [0xff, 0xff, 0xff, 0xff, 0x07]],
    ['that never ends', new Array<number>(64).fill(0xff)],
  ])('refuses a field %s without making room for it', (_, length) => {
    for (const tag of [0x0a, 0x12, 0x3a, 0x42, 0x72]) refusalOf(Uint8Array.from([tag, ...length]));
    refusalOf(modelWith((graph) => graph.raw(Uint8Array.from([0x2a, 12, 0x4a, ...length.slice(0, 9), 0x7f]))));
  });

  it('refuses graphs nested deeper than the limit, however deep, and reads those within it', () => {
    expect(tryRead(wrapGraph(nestedGraph(MODEL_LIMITS.maxGraphDepth)))).not.toBeInstanceOf(AppError);
    for (const beyond of [1, 100, 400])
      expect(refusalOf(wrapGraph(nestedGraph(MODEL_LIMITS.maxGraphDepth + beyond))).message).toContain('nested');
  });

  it.each([
    ['negative', [2, -1]],
    ['absurd', [2 ** 60]],
    ['too many', new Array<number>(MODEL_LIMITS.maxTensorRank + 1).fill(1)],
  ])('refuses a tensor whose extents are %s', (_, dims) => {
    const tensor = new WireWriter().stringField(8, 'w').varintField(2, 1);
    for (const dim of dims) tensor.varintField(1, dim);
    expect(refusalOf(modelWith((graph) => graph.messageField(5, tensor))).message).toContain('w');
  });

  it.each([
    ['no location', [['offset', '0']]],
    [
      'a negative offset',
      [
        ['location', 'w.bin'],
        ['offset', '-8'],
      ],
    ],
    [
      'a length that is no number',
      [
        ['location', 'w.bin'],
        ['length', 'many'],
      ],
    ],
  ] as const)('refuses an external weight with %s', (_, entries) => {
    const tensor = new WireWriter().varintField(1, 4).varintField(2, 1).stringField(8, 'w').varintField(14, 1);
    for (const [key, value] of entries) tensor.messageField(13, new WireWriter().stringField(1, key).stringField(2, value));
    expect(refusalOf(modelWith((graph) => graph.messageField(5, tensor))).message).toContain('w');
  });

  it('refuses a name longer than the limit', () => {
    const node = new WireWriter().stringField(4, 'x'.repeat(MODEL_LIMITS.maxStringBytes + 1));
    expect(refusalOf(modelWith(() => undefined, node)).message).toContain(`limit ${MODEL_LIMITS.maxStringBytes}`);
  });

  it('refuses field number 0 and the wire types that the format never had', () => {
    for (const tag of [0x00, 0x02, 0x9b, 0x9c, 0x9e, 0x9f]) refusalOf(Uint8Array.from([tag, 0x01]));
  });

  it('refuses a model without an opset, and one without nodes', () => {
    refusalOf(finish(new WireWriter().messageField(7, nestedGraph(0))));
    refusalOf(
      finish(new WireWriter().messageField(7, new WireWriter().stringField(2, 'g')).messageField(8, new WireWriter().varintField(2, 17))),
    );
  });

  it('says at which byte it stopped', () => {
    expect(refusalOf(REAL.subarray(0, 1000)).details).toEqual({ offset: expect.any(Number), sizeBytes: 1000 });
  });
});

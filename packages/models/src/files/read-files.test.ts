import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { joinPieces, listFloatKeys, parsePythonJson, printPythonJson, readRange, readWholeRange } from './read-files.ts';

describe('pieces of a file', () => {
  const temporary = createTemporaryFolder();
  afterAll(temporary.remove);

  it('are joined to the bytes of the file, although each is valid only until the next one is taken', () => {
    const file = join(temporary.path, 'nine-megabytes');
    const bytes = Uint8Array.from({ length: 9_000_001 }, (_, place) => (place * 31 + (place >> 12)) & 255);
    writeFileSync(file, bytes);
    expect(Buffer.compare(joinPieces(readRange(file, 1, 9_000_000), 9_000_000), bytes.subarray(1))).toBe(0);
    expect(Buffer.compare(readWholeRange(file, 8_000_000, 1_000), bytes.subarray(8_000_000, 8_001_000))).toBe(0);
  });
});

describe('parsePythonJson', () => {
  it('keeps what Python writes beyond JSON, and leaves texts alone', () => {
    const text =
      '{\n  "time_step_limit": [\n    0.0,\n    Infinity\n  ],\n  "floor": -Infinity,\n  "bad": NaN,\n  "name": "to Infinity, \\"NaN\\""\n}';
    const value = parsePythonJson(text);
    expect(value).toMatchObject({ name: 'to Infinity, "NaN"' });
    expect(printPythonJson(value)).toBe(text.replace('0.0', '0'));
    expect(printPythonJson(value, listFloatKeys(text))).toBe(text);
  });

  it('writes whole numbers as floats where Python did, because transformers 5 refuses 6 for 6.0', () => {
    const text = '{\n  "cap": 6.0,\n  "layers": 6,\n  "scales": [\n    2.0,\n    {\n      "__float__": "Infinity"\n    }\n  ]\n}';
    expect(printPythonJson(JSON.parse(text), listFloatKeys(text))).toBe(text);
  });

  it('writes lists of factors as Python did, whole numbers and others', () => {
    const text = '{\n  "long_factor": [\n    1.02,\n    1.0,\n    -3.0,\n    1e-07\n  ]\n}';
    expect(printPythonJson(JSON.parse(text), listFloatKeys(text))).toBe(text.replace('1e-07', '1e-7'));
  });

  it('refuses what neither is', () => {
    expect(() => parsePythonJson('{ "a": Infinite }')).toThrow(SyntaxError);
  });
});

import { describe, expect, it } from '@jest/globals';
import { listFloatKeys, parsePythonJson, printPythonJson } from './read-files.ts';

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
